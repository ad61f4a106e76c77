"""Adding rows, and getting the key of a single one back."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite


def add_row(connection: Connection, table: Table, **values: Any) -> int:
    """Insert one row; its integer primary key."""
    # Values beside the statement, not in it: the statement is compiled once, not built anew for each row.
    key = connection.execute(_insert(table), values).inserted_primary_key
    if key is None:
        raise TypeError(f"{table.name} has no integer key")
    return int(key[0])


def add_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert several rows, or none."""
    if rows:
        connection.execute(_insert(table), rows)


def add_missing(connection: Connection, table: Table, **values: Any) -> None:
    """Insert a row unless one with its key stands there, also when another process inserts it just now."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(table).on_conflict_do_nothing(), values)


def add_plain_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert many rows of plain numbers and texts, in the order of ``columns``, straight through the driver.

    For a hundred thousand small rows, what SQLAlchemy does for each would cost more than the database's part.
    """
    if not rows:
        return
    compiled = _insert(table).compile(dialect=connection.dialect, column_keys=columns)
    values: list[Any] = list(rows)
    if not compiled.positional:
        values = [dict(zip(columns, row, strict=True)) for row in rows]
    connection.exec_driver_sql(str(compiled), values)


@cache
def _insert(table: Table) -> Insert:
    return table.insert()
