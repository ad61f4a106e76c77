"""Group commit: what several threads have to record is written in one transaction, each of them waits until it stands.

A commit costs the disk's patience, not ours: with four connections one commit serves four mails, and still nothing
goes on before its own record is on the disk. Weighed against it: one connection writing ahead for many mails
(a crash would put all of them in doubt), a journal of our own beside the database (a second truth to recover
from), and synchronous=NORMAL (a power cut would forget mails that were sent).
"""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection

from jiannuo.store.engine import Store

_T = TypeVar("_T")


class _Entry:
    """One thing to be recorded, and how it went."""

    __slots__ = ("done", "problem", "result", "work")

    def __init__(self, work: Callable[[Connection], Any]) -> None:
        self.work = work
        self.done = False
        self.result: Any = None
        self.problem: BaseException | None = None


class Ledger:
    """Records through one store for any number of threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[_Entry] = []
        self._guard = threading.Lock()
        self._turn = threading.Lock()

    def write(self, work: Callable[[Connection], _T]) -> _T:
        """Do ``work`` within a transaction that others may share; its result once it is committed.

        What goes wrong in one of those that share a transaction undoes all of them, and all are told.
        """
        entry = _Entry(work)
        with self._guard:
            self._waiting.append(entry)
        # Whoever gets the turn writes for all who wait by then; those find it done when theirs comes.
        with self._turn:
            if not entry.done:
                self._commit()
        if entry.problem is not None:
            raise entry.problem
        result: _T = entry.result
        return result

    def _commit(self) -> None:
        with self._guard:
            batch, self._waiting = self._waiting, []
        try:
            with self._store.write() as connection:
                for entry in batch:
                    entry.result = entry.work(connection)
        except BaseException as problem:
            for entry in batch:
                entry.problem = problem
            raise
        finally:
            for entry in batch:
                entry.done = True
