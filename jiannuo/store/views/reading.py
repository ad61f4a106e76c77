"""Whole views, row by row and in one order, the same from SQLite and PostgreSQL."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import text

from jiannuo.store.engine import Store
from jiannuo.store.views.described import View

PIECE = 2_000


def view_size(store: Store, view: View) -> int:
    """How many rows it has."""
    with store.read() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {view.name}").scalar() or 0)  # noqa: S608


def view_rows(store: Store, view: View) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Its rows in pieces, in the order of ``view.order``: texts by their code points, nothing before anything.

    One question, so that its answer belongs to one moment also where the store does not stand still.
    """
    columns = ", ".join(view.columns)
    with store.read() as connection:
        dialect = connection.dialect.name
        order = ", ".join(f"{_sorted(view, column, dialect)} NULLS FIRST" for column in view.order)
        question = f"SELECT {columns} FROM {view.name} ORDER BY {order}"  # noqa: S608  (no word of others)
        answer = connection.execute(text(question), execution_options={"stream_results": True})
        while rows := answer.fetchmany(PIECE):
            yield [tuple(row) for row in rows]


def _sorted(view: View, column: str, dialect: str) -> str:
    words = column not in view.integers | view.numbers
    return f'{column} COLLATE "C"' if words and dialect == "postgresql" else column
