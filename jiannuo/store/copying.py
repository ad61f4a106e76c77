"""A whole database into an empty one of either kind, SQLite or PostgreSQL: all of it, proven, or nothing.

Everything happens in one transaction of the target: a copy that is broken off leaves it empty. Counts and checksums
are taken of what was read and, anew, of what then stands in the target.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select, text

from jiannuo.errors import BusyError, StoreError, UsageError
from jiannuo.failpoints import reach
from jiannuo.store.columns import metadata
from jiannuo.store.engine import Store
from jiannuo.store.index import begin_again, catch_up, progress
from jiannuo.store.migrate import head, migrate, schema_version
from jiannuo.store.tables import word_index, workers

_AT_ONCE = 1000
_HASH = 1 << 256
# Who works on a database is no part of it, and the index of words is made anew: it differs by kind.
_LEFT_OUT = (workers, word_index)


@dataclass(frozen=True, slots=True)
class Content:
    """How many rows a table has, and a checksum that is the same in whatever order they stand."""

    rows: int
    checksum: str


def copy_database(
    source: Store, target: Store, now: datetime, told: Callable[[str, int, int], object] = lambda *_: None
) -> dict[str, Content]:
    """Copy everything; what each table then holds, by its name.

    ``told`` hears the table (or ``"index"``), how many rows of it are copied, and how many it has. The caller holds
    both databases (``single_instance``). Raises StoreError where the source has not today's schema or the copy is not
    the same, UsageError where the target is not empty, BusyError where a worker works on the source.
    """
    _demand_today(source)
    migrate(target)
    with _snapshot(source) as reading, target.write() as writing:
        _demand_nobody(reading, now)
        _demand_empty(writing)
        done = {table.name: _copy(reading, writing, table, told) for table in tables()}
        reach("copy.before_check")
        for name, content in done.items():
            _compare(name, content, content_of(writing, metadata.tables[name]))
        _set_sequences(writing)
        _index(writing, told)
        reach("copy.before_commit")
    return done


def tables() -> Sequence[Table]:
    """The tables that are copied, those first that others refer to."""
    return [table for table in metadata.sorted_tables if table not in _LEFT_OUT]


def content_of(connection: Connection, table: Table) -> Content:
    """What a table holds."""
    tally = _Tally()
    for rows in _pieces(connection, table):
        tally.add(rows)
    return tally.content()


class _Tally:
    """Counts rows and adds up their digests: the sum does not depend on the order, which databases sort unlike."""

    def __init__(self) -> None:
        self.rows, self._sum = 0, 0

    def add(self, rows: Sequence[Row[Any]]) -> None:
        self.rows += len(rows)
        for row in rows:
            told = "\x1f".join([_plain(value) for value in row])
            self._sum += int.from_bytes(hashlib.sha256(told.encode()).digest(), "big")

    def content(self) -> Content:
        return Content(self.rows, f"{self._sum % _HASH:064x}")


def _plain(value: object) -> str:
    """A value as text that is the same from either database."""
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return repr(value)


@contextmanager
def _snapshot(store: Store) -> Iterator[Connection]:
    """A connection that sees one moment, however long the copy takes."""
    with store.read() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        yield connection


def _demand_today(source: Store) -> None:
    version = schema_version(source)
    if version is None:
        raise UsageError("the source is no database of jiannuo, or an empty one", "name the database first")
    if version != head():
        raise StoreError(
            f"the source has schema {version}, this program {head()}",
            "open it once with this program (jiannuo status), then copy",
        )


def _demand_nobody(source: Connection, now: datetime) -> None:
    living = source.execute(select(workers.c.name).where(workers.c.lost_at > now)).scalars().first()
    if living:
        raise BusyError(f"{living} works on the source", "stop all daemons and workers first")


def _demand_empty(target: Connection) -> None:
    for table in tables():
        if target.execute(select(1).select_from(table).limit(1)).first():
            raise UsageError(f"the target is not empty ({table.name})", "name a new file or a new database")


def _copy(
    source: Connection, target: Connection, table: Table, told: Callable[[str, int, int], object]
) -> Content:
    total = source.execute(select(func.count()).select_from(table)).scalar_one()
    tally = _Tally()
    told(table.name, 0, total)
    for rows in _pieces(source, table):
        tally.add(rows)
        target.execute(table.insert(), [_values(row) for row in rows])
        reach("copy.piece")
        told(table.name, tally.rows, total)
    return tally.content()


def _values(row: Row[Any]) -> dict[str, Any]:
    return dict(row._mapping)


def _pieces(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    """All rows, by their key: a report comes after the one it replaces."""
    query = select(table).order_by(*table.primary_key.columns)
    yield from connection.execute(query, execution_options={"yield_per": _AT_ONCE}).partitions()


def _compare(name: str, read: Content, written: Content) -> None:
    if read != written:
        raise StoreError(
            f"the copy of {name} differs ({read.rows} rows {read.checksum[:12]}, {written.rows} rows "
            f"{written.checksum[:12]}); nothing was copied",
            "check both databases (jiannuo doctor), and tell us",
        )


def _set_sequences(target: Connection) -> None:
    """Let PostgreSQL count on behind the keys that were given; SQLite does so by itself."""
    if target.dialect.name != "postgresql":
        return
    for table in tables():
        key = table.autoincrement_column
        if key is None:
            continue
        newest = target.execute(select(func.max(key))).scalar()
        if newest is not None:
            target.execute(select(func.setval(func.pg_get_serial_sequence(table.name, key.name), newest)))


def _index(target: Connection, told: Callable[[str, int, int], object]) -> None:
    total = begin_again(target).stored_before
    while not progress(target).whole:
        catch_up(target, _AT_ONCE)
        told("index", progress(target).done, total)
