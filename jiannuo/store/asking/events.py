"""Matches with their evidence: the events of boards, timelines and feeds."""

from array import array
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from jiannuo.model.asking import Filter, Sort
from jiannuo.model.news import NewsItem
from jiannuo.store.asking.conditions import of_matches, of_reports
from jiannuo.store.asking.contrary import with_contradicted
from jiannuo.store.engine import Store
from jiannuo.store.judgements import STORY
from jiannuo.store.news import EVENT, as_items, looks
from jiannuo.store.tables import matches, reports

_CHUNK = 500


def events(store: Store, register: str, wanted: Filter) -> list[NewsItem]:
    """Matches under one register that hold the filter, latest detection first, with evidence and readings.

    Each tells which outlets carried its story. With ``fold_copies`` reports of one story that show the same
    stage of the same commitment are one event, that of the earliest. The next page begins ``before`` the last
    ``match_id``.
    """
    with store.read() as connection:
        wanted = with_contradicted(connection, wanted, register)
        events_ = _numbered(register, wanted).subquery("events")
        query = select(events_)
        if wanted.fold_copies:
            query = query.where(events_.c.turn == 1)
        if wanted.before is not None:
            query = query.where(events_.c.id < wanted.before)
        rows = connection.execute(query.order_by(events_.c.id.desc()).limit(wanted.limit)).all()
        return as_items(connection, rows)


def events_of_reports(store: Store, register: str, keys: Sequence[int], wanted: Filter) -> list[NewsItem]:
    """The events of these reports under one register that hold the filter, in the order of their matches."""
    found: list[NewsItem] = []
    with store.read() as connection:
        numbered = _numbered(register, with_contradicted(connection, wanted, register)).subquery("events")
        for start in range(0, len(keys), _CHUNK):
            query = select(numbered).where(numbered.c.report_id.in_(keys[start : start + _CHUNK]))
            found += as_items(connection, connection.execute(query.order_by(numbered.c.id)).all())
    return found


def events_of_stories(store: Store, register: str, stories: Sequence[int], wanted: Filter) -> list[NewsItem]:
    """What ``events`` would tell of these stories (as in ``STORY``), piece by piece; in no order."""
    found: list[NewsItem] = []
    for start in range(0, len(stories), _CHUNK):
        with store.read() as connection:
            seen = with_contradicted(connection, wanted, register)
            told = (
                _numbered(register, seen).where(STORY.in_(stories[start : start + _CHUNK])).subquery("events")
            )
            query = select(told).where(told.c.turn == 1) if wanted.fold_copies else select(told)
            found += as_items(connection, connection.execute(query).all())
    return found


def reports_of_stories(store: Store, stories: Sequence[int]) -> set[int]:
    """The row ids of all reports of these stories (as in ``STORY``), in any version."""
    with store.read() as connection:
        found = {-story for story in stories if story < 0}
        for start in range(0, len(stories), _CHUNK):
            query = select(reports.c.id).where(reports.c.story_id.in_(stories[start : start + _CHUNK]))
            found.update(connection.execute(query).scalars())
    return found


def with_contradictions(store: Store, wanted: Filter, register: str) -> Filter:
    """``wanted`` with the matches that ``has_conflict`` speaks of, to be looked up once for several questions."""
    with store.read() as connection:
        return with_contradicted(connection, wanted, register)


def looked(store: Store, start: datetime, end: datetime) -> bool:
    """Whether any outlet could be read in [start, end): else silence says nothing."""
    return bool(outlets_looked(store, start, end))


def outlets_looked(store: Store, start: datetime, end: datetime) -> set[str]:
    """The outlets that could be read at least once in [start, end)."""
    with store.read() as connection:
        return {name for name, look in looks(connection, start, end).items() if look.finished}


def event_ids(store: Store, register: str, wanted: Filter, most: int | None = None) -> "array[int]":
    """Ids of all the matches that ``events`` would tell page by page, the latest detection first or, asked so, last."""
    with store.read() as connection:
        wanted = with_contradicted(connection, wanted, register)
        numbered = _numbered(register, wanted).subquery("events")
        order = numbered.c.id if wanted.sort is Sort.OLDEST else numbered.c.id.desc()
        query = select(numbered.c.id).order_by(order).limit(most)
        if wanted.fold_copies:
            query = query.where(numbered.c.turn == 1)
        return array("q", connection.execute(query).scalars())


def _numbered(register: str, wanted: Filter) -> "Select[Any]":
    """Matches with their report's head, numbered within what is one event."""
    same = (STORY, matches.c.commitment, matches.c.verdict, matches.c.stage)
    turn = func.row_number().over(partition_by=same, order_by=matches.c.report_id).label("turn")
    query = select(*EVENT, turn).join(reports, reports.c.id == matches.c.report_id)
    return query.where(matches.c.register == register, *of_matches(wanted), *of_reports(wanted))
