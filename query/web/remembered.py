"""The whole board kept between questions, for as long as the database holds the same."""

import threading
import time
from collections.abc import Callable

from jiannuo.store.engine import Store
from jiannuo.store.patience import patience
from jiannuo.store.state import state
from query.board import Line

# What no new row betrays (a crawl that came to its end) shows after so long.
_KEPT_SECONDS = 60.0
_MOST_SECONDS = 120.0


class Remembered:
    """One board; it is made by one asker at a time, the others wait for it instead of making it again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._known: tuple[object, float, list[Line]] | None = None

    def lines(self, store: Store, day: object, make: Callable[[], list[Line]]) -> list[Line]:
        """The lines that ``make`` gave last, unless the database, the day or a minute went on since."""
        with self._lock:
            now = (state(store), day)
            known = self._known
            if known and known[0] == now and self._clock() - known[1] < _KEPT_SECONDS:
                return known[2]
            # It serves everybody, so it may take longer than one asker's question.
            with patience(_MOST_SECONDS):
                made = make()
            self._known = (now, self._clock(), made)
            return made
