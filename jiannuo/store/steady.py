"""A store that stands still for as long as somebody reads it, without keeping a writer waiting for as long.

Under a rollback journal a reader keeps writers out, and reading everything takes minutes. So on SQLite the tables that
tell facts are copied in one short transaction, without the index of words, pages, subscribers, mail and keys, and
the copy is read. PostgreSQL shows one moment to whoever asks for it.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from jiannuo.errors import BusyError
from jiannuo.store.engine import BUSY_SECONDS, Store
from jiannuo.store.frozen import frozen
from jiannuo.store.tables import (
    alarms,
    evidence,
    judgements,
    matches,
    readings,
    register_loads,
    registers,
    reports,
    runs,
    stories,
)

FACTS = tuple(
    table.name
    for table in (
        registers, register_loads, runs, alarms, stories, reports, matches, evidence, readings, judgements,
    )
)  # fmt: skip


@contextmanager
def steady(
    store: Store, folder: Path, told: Callable[[int, int], object] = lambda _done, _all: None
) -> Iterator[Store]:
    """The facts as they are now, whatever is written meanwhile; nothing else may be asked of it.

    ``folder`` must have room for a copy. ``told`` hears how many of all tables were copied.
    """
    if store.sqlite_file is None:
        with frozen(store) as still:
            yield still
        return
    with tempfile.TemporaryDirectory(prefix=".jiannuo-facts-", dir=folder) as place:
        copy = Store(f"sqlite:///{Path(place) / 'facts.db'}")
        try:
            _fill(Path(place) / "facts.db", store.sqlite_file, told)
            yield copy
        finally:
            copy.close()


def _fill(copy: Path, source: Path, told: Callable[[int, int], object]) -> None:
    """All in one transaction that only reads the source; the copy is thrown away, so nothing of it is synced."""
    address = f"file:{quote(str(source.absolute()))}?mode=ro"
    with closing(
        sqlite3.connect(f"file:{quote(str(copy))}", uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    ) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("ATTACH ? AS source", (address,))
        connection.execute("BEGIN")
        try:
            _make(connection)
            for done, name in enumerate(FACTS, 1):
                # Only so, with no column named, are pages copied.
                connection.execute(f"INSERT INTO main.{name} SELECT * FROM source.{name}")  # noqa: S608
                told(done, len(FACTS))
            connection.execute("COMMIT")
        except sqlite3.OperationalError as problem:
            if "locked" not in str(problem):
                raise
            raise BusyError("the database is locked by another process", "try again") from None


def _make(connection: sqlite3.Connection) -> None:
    """Tables, indexes and views by the source's own words: SQLite then copies whole pages instead of rows."""
    made = connection.execute(
        "SELECT type, tbl_name, sql FROM source.sqlite_master WHERE sql IS NOT NULL"
    ).fetchall()
    for kind in ("table", "index", "view"):
        for _, name, statement in (one for one in made if one[0] == kind):
            if name in FACTS or kind == "view":
                connection.execute(statement)
