"""How long a question may take: reads within ``patience`` are broken off when their time is over."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import Connection

_STEPS = 10_000  # of SQLite's machine between two looks at the clock: some milliseconds
_ENDS: ContextVar[float | None] = ContextVar("ends", default=None)


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Reads of this thread and task within the block end with SlowError when it lasts longer; writes do not."""
    before = _ENDS.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ENDS.reset(before)


@contextmanager
def bounded(connection: Connection) -> Iterator[None]:
    """Hold the connection to the time that is left, where any was set."""
    ends = _ENDS.get()
    if ends is None:
        yield
    elif connection.dialect.name == "postgresql":
        left = max(1, round(1000 * (ends - time.monotonic())))
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {left}")
        yield
    else:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101  (for the type checker)
        driver.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
        try:
            yield
        finally:
            driver.set_progress_handler(None, 0)
