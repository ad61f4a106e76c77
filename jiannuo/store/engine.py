"""Opening the database: SQLite with settings that survive crashes, PostgreSQL by URL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from jiannuo.errors import AwayError, BusyError, SlowError, StoreError
from jiannuo.store.breath import begun
from jiannuo.store.patience import bounded
from jiannuo.store.private import make_private
from jiannuo.store.text import without_nul

__all__ = ["Connection", "Store", "journal_mode"]

BUSY_SECONDS = 30

# A server that fell silent is noticed within some 15 seconds instead of hours, by who waits for its answer and by
# who sends to it. What the URL says counts more (https://www.postgresql.org/docs/current/libpq-connect.html).
_NOTICED = {
    "connect_timeout": "10",
    "keepalives_idle": "5",
    "keepalives_interval": "3",
    "keepalives_count": "3",
    "tcp_user_timeout": "14000",
}


class Store:
    """One database. Reads see a stable snapshot until they ``breathe``; writes take the write lock at once and are short."""

    def __init__(self, url: str) -> None:
        """Open (and for SQLite create) the database at ``url``; the schema is the migrations' business."""
        self.url = url
        self.engine = _open(url)

    @property
    def sqlite_file(self) -> Path | None:
        """The database file, or None for PostgreSQL and in-memory databases."""
        name = self.engine.url.database
        if self.engine.dialect.name != "sqlite" or not name or name == ":memory:":
            return None
        return Path(name)

    @property
    def libpq(self) -> str:
        """The URL as PostgreSQL's own programs and libraries take it, with the password."""
        return self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    @property
    def shared(self) -> bool:
        """Whether processes on several machines may use it."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading; SlowError when it takes longer than ``patience`` allows."""
        with _explained(self), self.engine.connect() as connection, bounded(connection):
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, committed on leaving and rolled back on an exception.

        On SQLite it begins IMMEDIATE: a read that later upgrades to a write would fail at once with
        SQLITE_BUSY_SNAPSHOT, whatever the busy timeout.
        """
        with _explained(self), self.engine.connect() as connection:
            writing = connection.execution_options(jiannuo_write=True)
            with writing.begin():
                yield writing

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def journal_mode(version: tuple[int, int, int]) -> str:
    """WAL where the library is free of the WAL-reset corruption defect, else the rollback journal.

    Fixed in SQLite 3.51.3, 3.50.7 and 3.44.6 (https://sqlite.org/wal.html#walresetbug).
    """
    fixed = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)
    return "WAL" if fixed else "DELETE"


def _open(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError(
            "the database setting is not a database URL", "write e.g. sqlite:///var/jiannuo.db"
        ) from None
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            make_private(Path(parsed.database))
        engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        postgresql = parsed.get_backend_name() == "postgresql"
        noticed = _NOTICED if postgresql else {}
        unsaid = {name: value for name, value in noticed.items() if name not in parsed.query}
        engine = create_engine(parsed, pool_pre_ping=True, connect_args=unsaid)
        if postgresql and engine.driver == "psycopg":
            without_nul(engine)
    except (ModuleNotFoundError, ArgumentError) as problem:
        raise StoreError(
            f"no driver for {parsed.get_backend_name()} ({problem})",
            "install it with: pip install 'jiannuo[postgresql]'",
        ) from None
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own transaction handling does not roll back DDL; we send BEGIN ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    cursor.execute(f"PRAGMA journal_mode = {journal_mode(sqlite3.sqlite_version_info)}")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("jiannuo_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
    begun(connection)


@contextmanager
def _explained(store: Store) -> Iterator[None]:
    try:
        yield
    except OperationalError as problem:
        text = str(problem.orig)
        if store.shared and ("connection failed" in text or "connection to server" in text):
            reason = " ".join(text.split())[:200]
            raise AwayError(
                f"the database server cannot be reached ({reason})",
                "start it, or correct the setting `database`; what is due is done when it is back",
            ) from None
        if text == "interrupted" or "statement timeout" in text:
            raise SlowError("the question took too long", "ask for less: fewer days, fewer words") from None
        if "locked" in text or "busy" in text:
            raise BusyError(
                "the database is locked by another process", "stop it or wait, then try again"
            ) from None
        if "readonly" in text or "unable to open" in text or "disk" in text:
            raise StoreError(
                f"the database cannot be used ({text})", "check the path, its permissions and free space"
            ) from None
        raise
    except DatabaseError as problem:
        text = str(problem.orig)
        if "malformed" in text or "not a database" in text:
            raise StoreError(
                f"the database is damaged ({text})",
                f"restore a backup of {store.sqlite_file or 'it'}; it is never replaced by an empty one",
            ) from None
        raise
