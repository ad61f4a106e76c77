"""The whole board kept between questions; what is new of a commitment is added to its line, the rest is not read again."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from jiannuo.clock import CHINA
from jiannuo.model.asking import Filter
from jiannuo.model.commitment import Commitment, Register
from jiannuo.model.news import NewsItem
from jiannuo.store.asking import Newest, Touched, events_of_stories, reports_of_stories, touched
from jiannuo.store.engine import Store
from jiannuo.store.patience import patience
from query.board import Line, View, in_order, line, timelines, view

# Whether anybody looked is asked again after so long; a line is made anew after so long, whatever was seen to change.
_LOOKED_SECONDS = 60.0
_KEPT_SECONDS = 3_600.0
_MOST_SECONDS = 120.0
_MANY = 5_000  # stories that came at once: to read all again is as quick


@dataclass(slots=True)
class _Board:
    """``told`` holds the events of those commitments that were read, ``made`` when that was."""

    version: str
    known: Newest | None = None
    seen: View | None = None
    seen_at: float = 0.0
    told: dict[str, tuple[NewsItem, ...]] = field(default_factory=dict)
    made: dict[str, float] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)


class Remembered:
    """One board; it is made by one asker at a time, the others wait for it instead of making it again.

    Whoever serves it calls ``tend`` every few seconds: then nobody who asks waits for what was stored meanwhile.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._board: _Board | None = None

    def lines(
        self, store: Store, register: Register, *, now: datetime, silent_months: int | None, only: str = ""
    ) -> list[Line]:
        """The line of every commitment, or of the ``only`` one, as of now, in the register's order."""
        entries = [entry for entry in register.commitments if only in ("", entry.id)]
        # It serves everybody, so it may take longer than one asker's question.
        with self._lock, patience(_MOST_SECONDS):
            board = self._to_date(store, register, now, silent_months)
            return [self._line(board, store, register, entry) for entry in entries]

    def tend(
        self,
        store: Store,
        register: Register,
        *,
        now: datetime,
        silent_months: int | None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        """Bring all lines to what the database holds and make the old ones anew, while others ask."""
        with self._lock:
            board = self._to_date(store, register, now, silent_months)
        for entry in register.commitments:
            if stop():
                return
            self._renew(board, store, register, entry)
            with self._lock:
                if self._board is not board:  # a reload put another register in its place
                    return
                self._line(board, store, register, entry)

    def _renew(self, board: _Board, store: Store, register: Register, entry: Commitment) -> None:
        """Read what is missing or old while others ask; they would wait for the lock."""
        known, now = board.known, self._clock()
        if entry.id in board.told and now - board.made[entry.id] < _KEPT_SECONDS:
            return
        events = _timeline(store, register, entry)
        with self._lock:
            if board.known == known:  # else what came meanwhile may not be in it: the next time will tell
                _keep(board, entry.id, events, now)

    def _to_date(self, store: Store, register: Register, now: datetime, months: int | None) -> _Board:
        """The board without what no longer holds; a failure leaves it as it was."""
        board = self._board
        if board is None or board.version != register.version:
            board = _Board(register.version)
        known, changed = touched(store, register.id, board.known)
        seen, seen_at = board.seen, board.seen_at
        if (
            seen is None
            or known != board.known
            or self._clock() - seen_at >= _LOOKED_SECONDS
            or seen.on != now.astimezone(CHINA).date()
        ):
            seen, seen_at = view(store, register, Filter(), now=now, silent_months=months), self._clock()
        added = _added(store, register, board, changed)
        for key in changed.anew:
            _forget(board, key)
        for key, events in added.items():
            board.told[key] = events
            board.lines.pop(key, None)
        if seen != board.seen:
            board.lines.clear()
        board.known, board.seen, board.seen_at = known, seen, seen_at
        self._board = board
        return board

    def _line(self, board: _Board, store: Store, register: Register, entry: Commitment) -> Line:
        assert board.seen is not None  # noqa: S101  (for the type checker)
        if entry.id not in board.told:
            now = self._clock()
            _keep(board, entry.id, _timeline(store, register, entry), now)
        if entry.id not in board.lines:
            board.lines[entry.id] = line(entry, board.told[entry.id], board.seen)
        return board.lines[entry.id]


def _timeline(store: Store, register: Register, entry: Commitment) -> Iterable[NewsItem]:
    return timelines(store, register, Filter(commitments=(entry.id,))).get(entry.id, ())


def _keep(board: _Board, key: str, events: Iterable[NewsItem], now: float) -> None:
    board.told[key], board.made[key] = tuple(events), now
    board.lines.pop(key, None)


def _forget(board: _Board, key: str) -> None:
    board.told.pop(key, None)
    board.lines.pop(key, None)


def _added(
    store: Store, register: Register, board: _Board, changed: Touched
) -> dict[str, tuple[NewsItem, ...]]:
    """The events of commitments with what stories tell that came or grew, instead of what those told before."""
    stories = {key: of for key, of in changed.stories.items() if key in board.told}
    every = sorted({story for of in stories.values() for story in of})
    if not every:
        return {}
    if len(every) > _MANY:
        for key in stories:
            _forget(board, key)
        return {}
    theirs = reports_of_stories(store, every)
    fresh = events_of_stories(
        store, register.id, every, Filter(commitments=tuple(sorted(stories)), fold_copies=True)
    )
    return {
        key: _merged(board.told[key], [one for one in fresh if one.commitment == key], theirs)
        for key in stories
    }


def _merged(before: Iterable[NewsItem], fresh: Iterable[NewsItem], theirs: set[int]) -> tuple[NewsItem, ...]:
    return tuple(in_order([*(one for one in before if one.report_id not in theirs), *fresh]))
