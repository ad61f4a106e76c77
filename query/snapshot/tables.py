"""The tables of a snapshot: every documented view as it is, and where the commitments stand on the day."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from jiannuo.model.asking import Filter
from jiannuo.store.engine import Store
from jiannuo.store.views import View, view_rows, view_size, views
from query.cells import plain_value
from query.export.standings import COMMITMENTS, TARGETS
from query.export.table import Column, Kind, Row, Rows, Source, Table, Wanted
from query.snapshot.plan import Plan

_TEXT = "text"
_TEXTS = "v_reports"
_OF_TEXT = (
    Column("characters", Kind.INTEGER, "正文字数 · characters of the text"),
    Column("text_sha256", Kind.TEXT, "正文（UTF-8）的 SHA-256 摘要 · SHA-256 of the text in UTF-8"),
)
# Standings by the names of what they are made from; ``key`` tells their rows apart.
_STANDINGS = (("standings", COMMITMENTS, ("commitment",)), ("standing_targets", TARGETS, ()))


@dataclass(frozen=True, slots=True)
class Held:
    """One table of the snapshot; ``key`` and ``refers`` as in ``View``."""

    table: Table
    key: tuple[str, ...]
    refers: dict[str, tuple[str, str]]
    rows: Callable[[Store], Rows]


def tables_of(plan: Plan) -> tuple[Held, ...]:
    """Every table in the order in which it is written."""
    shown = [_of_view(view, plan.texts) for view in views()]
    return (*shown, *(_standing(plan, *one) for one in _STANDINGS))


def _of_view(view: View, texts: bool) -> Held:
    columns = [Column(name, _kind(view, name), about) for name, about in view.columns.items()]
    change = _as_it_is
    if view.name == _TEXTS:
        # Facts belong to nobody; the texts belong to those who wrote them, and are told by their digests.
        columns = [*columns[:-1], *_OF_TEXT, *(columns[-1:] if texts else ())]
        change = _with_text if texts else _without_text

    def rows(store: Store) -> Rows:
        pieces: Iterator[Sequence[Row]] = ([change(row) for row in piece] for piece in view_rows(store, view))
        return Rows(view_size(store, view), pieces)

    table = Table(view.name, view.zh, view.en, tuple(columns), lambda source, _wanted: rows(source.store))
    return Held(table, view.key, view.refers, rows)


def _kind(view: View, column: str) -> Kind:
    if column in view.integers:
        return Kind.INTEGER
    return Kind.NUMBER if column in view.numbers else Kind.TEXT


def _as_it_is(row: tuple[Any, ...]) -> Row:
    return tuple(plain_value(value) for value in row)


def _without_text(row: tuple[Any, ...]) -> Row:
    *head, text = row
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return (*_as_it_is(tuple(head)), len(text), digest)


def _with_text(row: tuple[Any, ...]) -> Row:
    return (*_without_text(row), row[-1])


def _standing(plan: Plan, name: str, table: Table, key: tuple[str, ...]) -> Held:
    def rows(store: Store) -> Rows:
        source = Source(store, plan.register, plan.titles, plan.moment, plan.silent_months)
        return table.rows(source, Wanted(Filter(as_of=plan.as_of)))

    return Held(replace(table, name=name), key, {}, rows)
