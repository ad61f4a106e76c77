"""Matches with their evidence: the events of boards, timelines and feeds."""

from array import array
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from jiannuo.model.asking import Filter, Sort
from jiannuo.model.news import NewsItem
from jiannuo.store.asking.conditions import Condition, of_matches, of_reports
from jiannuo.store.asking.contrary import with_contradicted
from jiannuo.store.asking.folded import tells_first
from jiannuo.store.engine import Store
from jiannuo.store.judgements import STORY
from jiannuo.store.looks import looks
from jiannuo.store.news import EVENT, as_items
from jiannuo.store.tables import matches, reports

_CHUNK = 500


def events(store: Store, register: str, wanted: Filter) -> list[NewsItem]:
    """Matches under one register that hold the filter, latest detection first, with evidence and readings.

    Each tells which outlets carried its story. With ``fold_copies`` reports of one story that show the same
    stage of the same commitment are one event, that of the earliest, unless they tell it otherwise
    (``tells_first``). The next page begins ``before`` the last ``match_id``.
    """
    with store.read() as connection:
        query, key = _told(register, with_contradicted(connection, wanted, register))
        if wanted.before is not None:
            query = query.where(key < wanted.before)
        rows = connection.execute(query.order_by(key.desc()).limit(wanted.limit)).all()
        return as_items(connection, rows)


def events_of_reports(store: Store, register: str, keys: Sequence[int], wanted: Filter) -> list[NewsItem]:
    """The events of these reports under one register that hold the filter, in the order of their matches; copies too."""
    found: list[NewsItem] = []
    with store.read() as connection:
        seen = with_contradicted(connection, replace(wanted, fold_copies=False), register)
        for start in range(0, len(keys), _CHUNK):
            query, key = _told(register, seen, reports.c.id.in_(keys[start : start + _CHUNK]))
            found += as_items(connection, connection.execute(query.order_by(key)).all())
    return found


def events_of_stories(store: Store, register: str, stories: Sequence[int], wanted: Filter) -> list[NewsItem]:
    """What ``events`` would tell of these stories (as in ``STORY``), piece by piece; in no order."""
    found: list[NewsItem] = []
    for start in range(0, len(stories), _CHUNK):
        with store.read() as connection:
            seen = with_contradicted(connection, wanted, register)
            query, _ = _told(register, seen, STORY.in_(stories[start : start + _CHUNK]))
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
        query, key = _told(register, with_contradicted(connection, wanted, register))
        order = key if wanted.sort is Sort.OLDEST else key.desc()
        return array(
            "q", connection.execute(query.with_only_columns(key).order_by(order).limit(most)).scalars()
        )


def _told(register: str, wanted: Filter, *where: Condition) -> "tuple[Select[Any], ColumnElement[int]]":
    """Matches that hold the filter, with their report's head and, asked so, a story once; and their id's column."""
    held = select(*EVENT).join(reports, reports.c.id == matches.c.report_id)
    held = held.where(matches.c.register == register, *of_matches(wanted), *of_reports(wanted))
    told = held.where(*where).subquery("told")
    query = select(told)
    if wanted.fold_copies:
        query = query.where(tells_first(told, held.subquery("before")))
    return query, told.c.id
