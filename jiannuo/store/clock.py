"""One clock for all machines: what PostgreSQL says the time is, carried on by our own monotonic clock in between."""

import threading
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import DBAPIError

from jiannuo.clock import Clock, SystemClock
from jiannuo.errors import StoreError
from jiannuo.store.engine import Store

# Two machines' monotonic clocks part by some milliseconds a minute at most.
_ASKED_EVERY = 60.0


def clock_of(store: Store) -> Clock:
    """The machine's clock for SQLite, which is on this machine; else the database server's."""
    return DatabaseClock(store) if store.shared else SystemClock()


class DatabaseClock:
    """Tells the server's time to within half a round trip, however wrong this machine's clock is or becomes.

    The server is asked at first use and once a minute; while it cannot be asked, the last answer is carried on.
    Raises what the store raises when the very first question fails.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._guard = threading.Lock()
        self._answer: tuple[datetime, float] | None = None
        self._asked = 0.0

    def now(self) -> datetime:
        """The current moment, aware, in UTC."""
        with self._guard:
            if self._answer is None or time.monotonic() - self._asked > _ASKED_EVERY:
                self._answer = self._ask(self._answer)
            moment, at = self._answer
        return moment + timedelta(seconds=time.monotonic() - at)

    def _ask(self, last: tuple[datetime, float] | None) -> tuple[datetime, float]:
        self._asked = time.monotonic()
        try:
            with self._store.read() as connection:
                connection.exec_driver_sql("SELECT 1")  # the way there is open before it is measured
                before = time.monotonic()
                moment = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
                after = time.monotonic()
        except (DBAPIError, StoreError):
            if last is None:
                raise
            return last
        return moment.astimezone(UTC), (before + after) / 2
