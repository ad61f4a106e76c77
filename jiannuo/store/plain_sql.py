"""A question in plain SQL, which may read everything, change nothing, and not run for ever, on either database."""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jiannuo.errors import SlowError, UsageError
from jiannuo.store.engine import BUSY_SECONDS, Store

_STEPS = 10_000
_LONGEST_VALUE = 50_000_000
_PIECE = 500
_READING = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}
# What may answer differently each time it is asked, and does nothing else.
_HARMLESS = ("clock_timestamp", "gen_random_uuid", "random", "timeofday")
_CALLED = re.compile(r'([A-Za-z_][\w$]*|"(?:[^"]|"")+")\s*\(')


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns' names, and the rows, which are fetched as they are taken."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


@contextmanager
def plain_sql(store: Store, question: str, seconds: float) -> Iterator[Answer]:
    """The answer to one SELECT, VALUES or WITH … SELECT.

    Raises UsageError for what is no such statement, or would do anything but read; SlowError when it takes longer
    than ``seconds``. Nothing of it is ever committed.
    """
    question = question.strip().rstrip(";").rstrip()
    if not question or "\0" in question:
        raise UsageError("no question", "write e.g.: SELECT * FROM v_commitments")
    ends = time.monotonic() + seconds
    answering = _from_postgresql if store.shared else _from_sqlite
    try:
        with answering(store, question, ends) as answer:
            yield answer
    except sqlite3.Error as problem:
        raise _explained(str(problem)) from None
    except Exception as problem:
        # The driver is optional, so that its errors are known by their shape alone.
        if (state := getattr(problem, "sqlstate", None)) is None:
            raise
        raise _explained(str(problem).partition("\n")[0], state) from None


@contextmanager
def _from_sqlite(store: Store, question: str, ends: float) -> Iterator[Answer]:
    """A connection of its own to a file opened for reading, where all but reading is refused before it begins."""
    file = store.sqlite_file or Path()
    address = f"file:{quote(str(file.absolute()))}?mode=ro"
    with closing(
        sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    ) as connection:
        connection.execute("PRAGMA query_only = ON")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.set_authorizer(_may)
        connection.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
        cursor = connection.execute(question)
        if cursor.description is None:
            raise UsageError("this answers nothing", "ask with SELECT")
        yield Answer(tuple(column[0] for column in cursor.description), iter(cursor))


def _may(action: int, first: str | None, second: str | None, *_rest: object) -> int:
    # The full-text index asks for this of its own accord.
    own = action == sqlite3.SQLITE_PRAGMA and first == "data_version" and second is None
    allowed = own or (action in _READING and second != "load_extension")
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


@contextmanager
def _from_postgresql(store: Store, question: str, ends: float) -> Iterator[Answer]:
    """A cursor in a read-only transaction that is rolled back: its grammar takes a question and nothing else.

    A read-only transaction still lets functions act on the server or outside of it; those are found in the plan, where
    no way of writing hides their names.
    """
    reading = {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
    with store.engine.connect().execution_options(**reading) as connection:
        driver: Any = connection.connection.driver_connection
        try:
            _limit(driver, ends)
            driver.execute(f"DECLARE answer NO SCROLL CURSOR FOR {question}", prepare=True)
            plan = driver.execute(f"EXPLAIN (VERBOSE, COSTS OFF) {question}", prepare=True).fetchall()
            _refuse_acting(driver, "\n".join(row[0] for row in plan))
            cursor = _fetch(driver, ends)
            yield Answer(tuple(column.name for column in cursor.description), _rows(driver, cursor, ends))
        finally:
            driver.rollback()


def _limit(driver: Any, ends: float) -> None:
    left = max(1, round(1000 * (ends - time.monotonic())))
    driver.execute(f"SET LOCAL statement_timeout = {left}")


def _fetch(driver: Any, ends: float) -> Any:
    _limit(driver, ends)
    return driver.execute(f"FETCH {_PIECE} FROM answer")


def _rows(driver: Any, cursor: Any, ends: float) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchall():
        yield from rows
        cursor = _fetch(driver, ends)


def _refuse_acting(driver: Any, plan: str) -> None:
    called = {name.strip('"').replace('""', '"') for name in _CALLED.findall(plan)}
    query = "SELECT proname FROM pg_proc WHERE provolatile = 'v' AND proname = ANY(%s)"
    acting = sorted({row[0] for row in driver.execute(query, [list(called)])} - set(_HARMLESS))
    if acting:
        raise UsageError(f"{acting[0]}() does more than read", "ask with functions that only compute")


def _explained(told: str, state: str = "") -> Exception:
    if told == "interrupted" or state == "57014":
        return SlowError("the question took too long", "ask for less, or give it more time with --seconds")
    forbidden = "not authorized" in told or "prohibited" in told or "readonly" in told or state == "25006"
    if forbidden:
        return UsageError(f"only reading is allowed here ({told})", "ask with SELECT")
    return UsageError(f"the database does not understand this: {told}", "see the views: jiannuo sql --views")
