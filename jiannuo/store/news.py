"""What happened in a window, as the digest tells it: novel matches, earlier stages, last evidence, outlets."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, exists, func, or_, select

from jiannuo.model.breaks import announced
from jiannuo.model.doubts import doubts
from jiannuo.model.facts import Facts
from jiannuo.model.finding import Aimed, Basis, Quote, Reading
from jiannuo.model.news import Look, NewsItem, Reached
from jiannuo.model.vocabulary import BasisKind, Field, Hindrance, ReadingKind, Scope, Stage, Symptom, Verdict
from jiannuo.store.carried import carried
from jiannuo.store.engine import Store
from jiannuo.store.judgements import not_rejected
from jiannuo.store.reports import unstamp
from jiannuo.store.runs import Run
from jiannuo.store.tables import alarms, evidence, matches, readings, reports, runs

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
_HINDERING = {
    "blocked": Hindrance.DISALLOWED,
    "broken": Hindrance.UNREADABLE,
    "no_feed": Hindrance.UNREADABLE,
}
_CHUNK = 500
_T = TypeVar("_T")


def facts(store: Store, register: str, start: datetime, end: datetime, *, looks_from: datetime) -> Facts:
    """The facts of [start, end) under one register, read from a single snapshot.

    Outlets are judged from ``looks_from`` on, which may be later than ``start``.
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
    keys = sorted({item.commitment for item in items})
    figure = exists().where(readings.c.match_id == matches.c.id)
    query = (
        current_matches(register)
        .where(matches.c.commitment.in_(keys), matches.c.detected_at < end, matches.c.novel)
        .where(or_(matches.c.stage == Stage.STARTED.value, matches.c.aimed.is_not(None), figure))
        .order_by(matches.c.detected_at, matches.c.id)
    )
    return as_items(connection, connection.execute(query).all()) if keys else []


def _items(connection: Connection, register: str, start: datetime, end: datetime) -> list[NewsItem]:
    rows = connection.execute(
        current_matches(register)
        .where(matches.c.detected_at >= start, matches.c.detected_at < end, matches.c.novel)
        .order_by(matches.c.detected_at, matches.c.id)
    ).all()
    return as_items(connection, rows)


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
    found: dict[str, list[Reached]] = defaultdict(list)
    for row in connection.execute(query):
        effective = unstamp(row.effective, row.effective_precision)
        when = effective or unstamp(row.published, row.published_precision)
        if when:
            found[row.commitment].append(Reached(Stage(row.stage), effective, when.day, row.report_id))
    return {commitment: tuple(stages) for commitment, stages in found.items()}


def _last_evidence(connection: Connection, register: str, end: datetime) -> dict[str, date]:
    query = (
        select(matches.c.commitment, func.max(reports.c.published).label("last"))
        .join(reports, reports.c.id == matches.c.report_id)
        .where(
            reports.c.current,
            reports.c.published.is_not(None),
            matches.c.register == register,
            matches.c.verdict.in_(_TOLD),
            matches.c.detected_at < end,
            not_rejected(),
        )
        .group_by(matches.c.commitment)
    )
    found = {row.commitment: unstamp(row.last, None) for row in connection.execute(query)}
    return {commitment: when.day for commitment, when in found.items() if when}


def looks(connection: Connection, start: datetime, end: datetime) -> dict[str, Look]:
    """How each outlet fared in the runs that began in [start, end), and what it is ill with now."""
    query = (
        select(runs)
        .where(runs.c.started_at >= start, runs.c.started_at < end, runs.c.status != "running")
        .order_by(runs.c.id)
    )
    found: dict[str, Look] = {}
    for row in connection.execute(query):
        run = Run(**row._mapping)
        if run.ours:
            continue
        old = found.get(run.outlet, Look(run.outlet, 0, 0))
        # A run that tells of no list at all is believed.
        well = run.status == "finished" and bool(run.seen or not run.lists)
        hindrance = old.hindrance if well else hindrance_of(run)
        found[run.outlet] = Look(run.outlet, old.finished + well, old.troubled + (not well), hindrance)
    ill = alarms.c.cleared_at.is_(None) & (alarms.c.raised_at < end)
    for row in connection.execute(select(alarms).where(ill)):
        look = found.get(row.outlet, Look(row.outlet, 0, 0))
        found[row.outlet] = replace(look, symptom=Symptom(row.symptom), since=row.raised_at)
    return found


def hindrance_of(run: Run) -> Hindrance:
    """What kept a run from seeing a list: what befell most of them; that robots.txt failed too says less."""
    if run.status != "finished":
        return Hindrance.CUT_OFF
    lists = {_HINDERING.get(name, name): count for name, count in run.lists.items() if count}
    known = [name for name in lists if name in set(Hindrance)]
    if not known:
        return Hindrance.DISALLOWED if "robots_refused" in run.lists else Hindrance.UNREADABLE
    return Hindrance(max(known, key=lambda name: lists[name]))


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
