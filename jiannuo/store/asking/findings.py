"""What was read out of one stored report: its matches with judgements, its near misses, its story's other reports."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from jiannuo.model.finding import AnchorHit, Quote
from jiannuo.model.news import NewsItem
from jiannuo.model.vocabulary import AnchorRole, Field, Judgement
from jiannuo.store.asking.near import Missed, missed, read, waiting
from jiannuo.store.engine import Store
from jiannuo.store.judgements import latest_words
from jiannuo.store.news import as_items
from jiannuo.store.reports import StoredReport, load_report
from jiannuo.store.tables import matches, near_misses, reports


@dataclass(frozen=True, slots=True)
class Told:
    """One match as kept, ``possible`` and rejected ones too, with why it counts and what a person said of it."""

    event: NewsItem
    score: float
    parts: dict[str, float]
    anchors: tuple[AnchorHit, ...]
    judgement: Judgement | None


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another report of the same story, or another version of the report."""

    id: int
    url: str
    outlet: str
    title: str
    published: str | None
    standing: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """One stored report with all that was found in it under one register."""

    stored: StoredReport
    told: tuple[Told, ...]
    missed: tuple[Missed, ...]
    siblings: tuple[Sibling, ...]
    newer: int | None


def open_report(store: Store, register: str, report_id: int) -> Opened | None:
    """The report with this id, current or not; None when there is none."""
    with store.read() as connection:
        stored = load_report(connection, report_id)
        if stored is None:
            return None
        newer = None if stored.current else _newer(connection, report_id)
        return Opened(
            stored,
            _told(connection, register, report_id),
            tuple(missed(connection, near_misses.c.report_id == report_id, register, 200)),
            _siblings(connection, stored),
            newer,
        )


def near_misses_of(
    store: Store, register: str, commitment: str, today: date, limit: int = 20
) -> tuple[Missed, ...]:
    """The near misses of a commitment that nobody has judged, the nearest first, a story once."""
    with store.read() as connection:
        return tuple(read(connection, waiting(register, today, commitment), limit))


def _newer(connection: Connection, report_id: int) -> int | None:
    query = select(reports.c.id).where(reports.c.replaces == report_id).limit(1)
    return connection.execute(query).scalar()


def _told(connection: Connection, register: str, report_id: int) -> tuple[Told, ...]:
    head = (reports.c.title, reports.c.url, reports.c.outlet, reports.c.published)
    query = (
        select(matches, *head, reports.c.published_precision, reports.c.story_id)
        .join(reports, reports.c.id == matches.c.report_id)
        .where(matches.c.register == register, matches.c.report_id == report_id)
        .order_by(matches.c.commitment)
    )
    rows = connection.execute(query).all()
    said = latest_words(connection, report_id)
    return tuple(
        Told(item, row.score, dict(row.parts), _anchors(row.anchors), said.get(row.commitment))
        for row, item in zip(rows, as_items(connection, rows), strict=True)
    )


def _anchors(kept: list[dict[str, Any]]) -> tuple[AnchorHit, ...]:
    return tuple(
        AnchorHit(Quote(Field(one["field"]), one["text"], one["start"], one["end"]), AnchorRole(one["role"]))
        for one in kept
    )


def _siblings(connection: Connection, stored: StoredReport) -> tuple[Sibling, ...]:
    if stored.story_id is None:
        return ()
    columns = (reports.c.id, reports.c.url, reports.c.outlet, reports.c.title, reports.c.published)
    query = (
        select(*columns, reports.c.standing)
        .where(reports.c.story_id == stored.story_id, reports.c.current, reports.c.id != stored.id)
        .order_by(func.coalesce(reports.c.published, "9999"), reports.c.id)
    )
    return tuple(Sibling(*row) for row in connection.execute(query.limit(200)))
