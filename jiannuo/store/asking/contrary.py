"""Which matches tell a figure that another report contradicts, by the rules of ``jiannuo.model.conflict``."""

from collections import defaultdict
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, func, select, tuple_

from jiannuo.model.asking import Filter
from jiannuo.model.conflict import conflicts
from jiannuo.model.finding import Reading
from jiannuo.model.news import NewsItem
from jiannuo.model.vocabulary import ReadingKind
from jiannuo.store.asking.conditions import of_matches, of_reports
from jiannuo.store.news import EVENT, as_items
from jiannuo.store.tables import matches, readings, reports

_HELD = (ReadingKind.FACT.value, ReadingKind.SHARE.value)
_ABOUT = (
    readings.c.commitment,
    readings.c.measure,
    readings.c.unit,
    readings.c.scope,
    readings.c.kind,
    readings.c.as_of,
)


def with_contradicted(connection: Connection, wanted: Filter, register: str | None) -> Filter:
    """``wanted`` with the matches that ``has_conflict`` speaks of; unchanged where it says nothing of conflicts.

    Held against each other is what holds ``as_of`` and ``known_at``, whatever else the filter asks for: a figure of
    one outlet is contradicted also by what another wrote.
    """
    if wanted.has_conflict is None or wanted.contradicted is not None:
        return wanted
    seen = Filter(as_of=wanted.as_of, known_at=wanted.known_at)
    rows = connection.execute(_doubtful(seen, register)).all()
    told: dict[tuple[str, str], list[NewsItem]] = defaultdict(list)
    for row, event in zip(rows, as_items(connection, rows), strict=True):
        told[row.register, event.commitment].append(event)
    found = {key for events in told.values() for key in _contrary(events)}
    return replace(wanted, contradicted=tuple(sorted(found)))


def _doubtful(seen: Filter, register: str | None) -> "Select[Any]":
    """Matches with a figure of which another value was told for the same day."""
    of_register = [] if register is None else [matches.c.register == register]
    held = [*of_matches(seen), *of_reports(seen), *of_register]
    several = (
        select(*_ABOUT)
        .join(matches, matches.c.id == readings.c.match_id)
        .join(reports, reports.c.id == matches.c.report_id)
        .where(*held, readings.c.kind.in_(_HELD), readings.c.as_of.is_not(None))
        .group_by(*_ABOUT)
        .having(func.count(readings.c.value.distinct()) > 1)
    )
    telling = select(readings.c.match_id).where(tuple_(*_ABOUT).in_(several))
    return (
        select(*EVENT, matches.c.register)
        .join(reports, reports.c.id == matches.c.report_id)
        .where(matches.c.id.in_(telling), *held)
    )


def _contrary(events: list[NewsItem]) -> set[int]:
    """The matches that tell either value of any contradiction, copies too."""
    ordered = sorted(events, key=_order)
    values = {_value(reading) for found in conflicts(ordered) for reading, _ in (found.one, found.other)}
    return {
        event.match_id for event in ordered if any(_value(reading) in values for reading in event.readings)
    }


def _value(reading: Reading) -> tuple[object, ...]:
    return (reading.measure, reading.unit, reading.scope, reading.kind, reading.as_of, reading.value)


def _order(event: NewsItem) -> tuple[str, int]:
    when = event.effective or event.published
    return (when.iso() if when else "", event.report_id)
