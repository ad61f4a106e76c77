"""A process among others: it says that it lives, and notices when it could not say so for too long.

The others take what it held once ``lost_seconds`` have passed without a word. It lets go itself after a third of them:
by then it may not do anything any more that another might do too.
"""

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from jiannuo.clock import Clock
from jiannuo.model.worker import Worker, WorkerKind
from jiannuo.store.engine import Store
from jiannuo.store.workers import beat, leave


def new_name() -> str:
    """A name that no other process has or had, told by machine and process."""
    return f"{socket.gethostname()[:80]}-{os.getpid()}-{secrets.token_hex(2)}"


class Presence:
    """One process's place among the workers; any thread may call."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        kind: WorkerKind,
        lost_seconds: float,
        doing: Callable[[], tuple[str, ...]],
    ) -> None:
        self.name = new_name()
        self._store = store
        self._clock = clock
        self._kind = kind
        self._lost_seconds = lost_seconds
        self._doing = doing
        self._started_at = clock.now()
        self._heard = time.monotonic()
        self._turn = threading.Lock()

    @property
    def beat_seconds(self) -> float:
        """How often to say that we live."""
        return self._lost_seconds / 9

    @property
    def grace_seconds(self) -> float:
        """How long what must be let go of may take to end."""
        return self._lost_seconds / 5

    def beat(self) -> None:
        """Say that we live and what we are at; raises as the store does, and then we were not heard."""
        with self._turn:
            began, now = time.monotonic(), self._clock.now()
            beat(
                self._store,
                Worker(
                    self.name,
                    socket.gethostname()[:255],
                    os.getpid(),
                    self._kind,
                    self._started_at,
                    now,
                    now + timedelta(seconds=self._lost_seconds),
                    self._doing(),
                ),
            )
            # From the beginning: the others count from then on, however long the answer took.
            self._heard = began

    def unheard(self) -> bool:
        """Whether we could not say for so long that we live that we must let go of what we hold."""
        return time.monotonic() - self._heard > self._lost_seconds / 3

    def leave(self) -> None:
        """Take our name off the list; what could not be told is found out by our silence."""
        leave(self._store, self.name)
