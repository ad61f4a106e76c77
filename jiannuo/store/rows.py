"""Adding one row and getting its key back."""

from typing import Any

from sqlalchemy import Connection, Table


def add_row(connection: Connection, table: Table, **values: Any) -> int:
    """Insert one row; its integer primary key."""
    key = connection.execute(table.insert().values(**values)).inserted_primary_key
    if key is None:
        raise TypeError(f"{table.name} has no integer key")
    return int(key[0])
