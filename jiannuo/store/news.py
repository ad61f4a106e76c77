"""What happened in a window, as the digest tells it: novel matches, earlier stages, last evidence, outlets."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, exists, func, or_, select

from jiannuo.model.breaks import announced
from jiannuo.model.doubts import doubts
from jiannuo.model.facts import Facts
from jiannuo.model.finding import Aimed, Basis, Quote, Reading
from jiannuo.model.news import NewsItem, Reached
from jiannuo.model.vocabulary import BasisKind, Field, ReadingKind, Scope, Stage, Verdict
from jiannuo.store.breath import breathe
from jiannuo.store.carried import carried
from jiannuo.store.engine import Store
from jiannuo.store.judgements import not_rejected
from jiannuo.store.looks import looks
from jiannuo.store.reports import unstamp
from jiannuo.store.tables import evidence, matches, readings, reports

# What ``as_items`` takes of a match and of its report.
EVENT = (
    matches.c.id,
    matches.c.report_id,
    matches.c.commitment,
    matches.c.verdict,
    matches.c.stage,
    matches.c.effective,
    matches.c.effective_precision,
    matches.c.aimed_stage,
    matches.c.aimed,
    matches.c.aimed_precision,
    matches.c.detected_at,
    reports.c.title,
    reports.c.url,
    reports.c.outlet,
    reports.c.published,
    reports.c.published_precision,
    reports.c.story_id,
)
_TOLD = (Verdict.PROGRESS.value, Verdict.MENTION.value)
_CHUNK = 200  # some ten milliseconds
_T = TypeVar("_T")


def facts(store: Store, register: str, start: datetime, end: datetime, *, looks_from: datetime) -> Facts:
    """The facts of [start, end) under one register.

    Outlets are judged from ``looks_from`` on, which may be later than ``start``. They are read by the commitment and
    by the piece, with a breath in between: on SQLite no writer waits for all of it.
    """
    with store.read() as connection:
        items = _items(connection, register, start, end)
        history = _restating(connection, register, items, end)
        slips, conflicts = doubts(items, history)
        return Facts(
            items=tuple(items),
            before=_stages_before(connection, register, start),
            last_evidence=_last_evidence(connection, register, end),
            looks=looks(connection, looks_from, end),
            slips=slips,
            conflicts=conflicts,
            redefined=announced(history),
        )


def _restating(
    connection: Connection, register: str, items: Sequence[NewsItem], end: datetime
) -> list[NewsItem]:
    """What could be told otherwise by ``items``: starts, due days and figures of the same commitments."""
    figure = exists().where(readings.c.match_id == matches.c.id)
    told = or_(matches.c.stage == Stage.STARTED.value, matches.c.aimed.is_not(None), figure)
    query = current_matches(register).where(told, matches.c.detected_at < end, matches.c.novel)
    found: list[NewsItem] = []
    for key in sorted({item.commitment for item in items}):
        found += _told_by(connection, query.where(matches.c.commitment == key))
    return sorted(found, key=_detected)


def _items(connection: Connection, register: str, start: datetime, end: datetime) -> list[NewsItem]:
    query = current_matches(register).where(
        matches.c.detected_at >= start, matches.c.detected_at < end, matches.c.novel
    )
    return sorted(_told_by(connection, query), key=_detected)


def _told_by(connection: Connection, query: "Select[Any]") -> Iterator[NewsItem]:
    """What these matches say; one that was taken away while others were read is left out."""
    ids = connection.execute(query.with_only_columns(matches.c.id)).scalars().all()
    for chunk in _chunks(ids):
        breathe(connection)
        rows = connection.execute(query.where(matches.c.id.in_(chunk))).all()
        yield from as_items(connection, rows)


def _detected(item: NewsItem) -> tuple[datetime, int]:
    return (item.detected_at, item.match_id)


def as_items(connection: Connection, rows: Sequence[Any]) -> list[NewsItem]:
    """Rows of ``EVENT`` with their evidence, readings and outlets."""
    keys = [row.id for row in rows]
    quotes = _grouped(connection, select(evidence).order_by(evidence.c.id), evidence.c.match_id, keys, _quote)
    figures = _grouped(
        connection, select(readings).order_by(readings.c.id), readings.c.match_id, keys, _reading
    )
    carriers = carried(connection, [row.story_id for row in rows if row.story_id is not None])
    return [
        _item(row, quotes[row.id], figures[row.id], carriers.get(row.story_id, [row.outlet])) for row in rows
    ]


def current_matches(register: str) -> "Select[Any]":
    """Matches of current reports that count as progress or mention and that nobody rejected, with their head."""
    return (
        select(*EVENT)
        .join(reports, reports.c.id == matches.c.report_id)
        .where(
            reports.c.current, matches.c.register == register, matches.c.verdict.in_(_TOLD), not_rejected()
        )
    )


def _item(row: Any, quotes: list[Quote], figures: list[Reading], outlets: list[str]) -> NewsItem:
    return NewsItem(
        report_id=row.report_id,
        commitment=row.commitment,
        verdict=Verdict(row.verdict),
        stage=Stage(row.stage),
        effective=unstamp(row.effective, row.effective_precision),
        detected_at=row.detected_at,
        title=row.title,
        url=row.url,
        outlet=row.outlet,
        published=unstamp(row.published, row.published_precision),
        evidence=tuple(quotes),
        readings=tuple(figures),
        outlets=tuple(dict.fromkeys(outlets)),
        reports=len(outlets),
        match_id=row.id,
        aimed=_aimed(row),
    )


def _aimed(row: Any) -> Aimed | None:
    when = unstamp(row.aimed, row.aimed_precision)
    return Aimed(Stage(row.aimed_stage), when) if when else None


def _stages_before(connection: Connection, register: str, moment: datetime) -> dict[str, tuple[Reached, ...]]:
    """All stages shown by dated progress detected before ``moment``, by commitment."""
    query = current_matches(register).where(
        matches.c.detected_at < moment,
        matches.c.verdict == Verdict.PROGRESS.value,
        matches.c.stage != Stage.NONE.value,
        matches.c.novel,
        reports.c.published.is_not(None),
    )
    found: dict[str, tuple[Reached, ...]] = {}
    for key in _commitments(connection):
        breathe(connection)
        rows = connection.execute(query.where(matches.c.commitment == key)).all()
        if stages := tuple(one for row in rows if (one := _reached(row))):
            found[key] = stages
    return found


def _reached(row: Any) -> Reached | None:
    effective = unstamp(row.effective, row.effective_precision)
    when = effective or unstamp(row.published, row.published_precision)
    return Reached(Stage(row.stage), effective, when.day, row.report_id) if when else None


def _last_evidence(connection: Connection, register: str, end: datetime) -> dict[str, date]:
    told = current_matches(register).where(reports.c.published.is_not(None), matches.c.detected_at < end)
    query = told.with_only_columns(func.max(reports.c.published))
    found: dict[str, date] = {}
    for key in _commitments(connection):
        breathe(connection)
        last = unstamp(connection.execute(query.where(matches.c.commitment == key)).scalar(), None)
        if last:
            found[key] = last.day
    return found


def _commitments(connection: Connection) -> list[str]:
    return list(connection.execute(select(matches.c.commitment).distinct()).scalars())


def _grouped(
    connection: Connection, query: "Select[Any]", column: Any, keys: Sequence[int], make: Callable[[Any], _T]
) -> dict[int, list[_T]]:
    found: dict[int, list[_T]] = defaultdict(list)
    for chunk in _chunks(keys):
        for row in connection.execute(query.where(column.in_(chunk))):
            found[row.match_id].append(make(row))
    return found


def _chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), _CHUNK):
        yield keys[start : start + _CHUNK]


def _quote(row: Any) -> Quote:
    return Quote(Field(row.field), row.text, row.start, row.end)


def _reading(row: Any) -> Reading:
    return Reading(
        measure=row.measure,
        value=row.value,
        unit=row.unit,
        scope=Scope(row.scope),
        kind=ReadingKind(row.kind),
        quote=_quote(row),
        as_of=unstamp(row.as_of, row.as_of_precision),
        qualifier=row.qualifier,
        flow=row.flow,
        basis=_basis(row),
    )


def _basis(row: Any) -> Basis | None:
    """The words stand in the same field as the figure."""
    if row.basis is None:
        return None
    return Basis(
        BasisKind(row.basis), Quote(Field(row.field), row.basis_text, row.basis_start, row.basis_end)
    )
