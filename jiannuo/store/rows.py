"""Adding rows, and getting the key of a single one back."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Table


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


@cache
def _insert(table: Table) -> Insert:
    return table.insert()
