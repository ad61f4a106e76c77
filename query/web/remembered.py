"""The whole board kept between questions; only what touches a commitment makes that commitment's line again."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from jiannuo.clock import CHINA
from jiannuo.model.asking import Filter
from jiannuo.model.commitment import Register
from jiannuo.store.asking import Newest, touched
from jiannuo.store.engine import Store
from jiannuo.store.patience import patience
from query.board import Line, View, line, timelines, view

# Whether anybody looked is asked again after so long; all is made anew after so long, whatever was seen to change.
_LOOKED_SECONDS = 60.0
_KEPT_SECONDS = 3_600.0
_MOST_SECONDS = 120.0
_NOTHING = Newest(-1, -1, -1, -1)


@dataclass(slots=True)
class _Board:
    made: float
    known: Newest = _NOTHING
    seen: View | None = None
    seen_at: float = 0.0
    lines: dict[str, Line] = field(default_factory=dict)


class Remembered:
    """One board; it is made by one asker at a time, the others wait for it instead of making it again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._board: _Board | None = None

    def lines(
        self, store: Store, register: Register, *, now: datetime, silent_months: int | None
    ) -> list[Line]:
        """The line of every commitment, as of now, in the register's order."""
        with self._lock:
            # It serves everybody, so it may take longer than one asker's question.
            with patience(_MOST_SECONDS):
                board = self._kept()
                self._look(board, store, register, now, silent_months)
            self._board = board
            return [board.lines[entry.id] for entry in register.commitments]

    def _kept(self) -> _Board:
        board = self._board
        if board is None or self._clock() - board.made >= _KEPT_SECONDS:
            return _Board(self._clock())
        return board

    def _look(
        self, board: _Board, store: Store, register: Register, now: datetime, months: int | None
    ) -> None:
        """Bring the board to what the database holds; a failure leaves its parts as they were."""
        known, changed = touched(store, register.id, board.known)
        seen, seen_at = board.seen, board.seen_at
        if (
            seen is None
            or changed
            or self._clock() - seen_at >= _LOOKED_SECONDS
            or seen.on != now.astimezone(CHINA).date()
        ):
            seen, seen_at = view(store, register, Filter(), now=now, silent_months=months), self._clock()
        told = {key: one.events for key, one in board.lines.items()}
        if changed or not board.lines:
            anew = changed if board.lines else set()
            told |= dict.fromkeys(anew, ())
            wanted = Filter(commitments=tuple(sorted(anew)))
            told |= {key: tuple(events) for key, events in timelines(store, register, wanted).items()}
        for entry in register.commitments:
            old = board.lines.get(entry.id)
            if old is None or entry.id in changed or seen != board.seen:
                board.lines[entry.id] = line(entry, told.get(entry.id, ()), seen)
        board.known, board.seen, board.seen_at = known, seen, seen_at
