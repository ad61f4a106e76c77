"""Reports in the order of publication, piece by piece, from the source that has the fewest to look at.

Three sources give candidates: the index of words, the matches that hold the filter, and all reports in order.
What they give may hold the filter; ``held`` decides. A question is as quick as its first page is near, or its
rarest word or match is rare, however much the database holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, select, tuple_

from jiannuo.errors import UsageError
from jiannuo.model.asking import Filter, Sort
from jiannuo.store.asking.conditions import Condition, of_matches, shown_by_matches
from jiannuo.store.index import count_holding, exact, holding, place_of, progress, report_at, wanted_grams
from jiannuo.store.tables import matches, reports
from jiannuo.store.tables.reading import DAY

_FEW = 5_000  # candidates that may be listed and sorted at once
_FIRST, _MOST = 64, 512  # sizes of the pieces: the first page is usually near
_ENDS = (2**63 - 1, -1)  # beyond every place, before the newest and before the oldest


@dataclass(frozen=True, slots=True)
class Walk:
    """Pieces of row ids; ``indexed``: they hold all that the index can tell of the words."""

    pieces: Iterator[list[int]]
    indexed: bool = False


def walk(connection: Connection, wanted: Filter, register: str | None) -> Walk:
    """Candidates beyond ``wanted.before`` in the order that ``wanted.sort`` asks for (relevance: newest first)."""
    after = _after(connection, wanted.before)
    grams = wanted_grams(wanted.words) if progress(connection).whole else []
    few = count_holding(connection, grams, _FEW) if grams else _FEW
    if wanted.of_matches() and _fewer(connection, wanted, register, few):
        return Walk(_matched(connection, wanted, register, after))
    if grams:
        return Walk(_indexed(connection, grams, wanted, after), indexed=True)
    return Walk(_ordered(connection, wanted, register, after))


def matching(wanted: Filter, register: str | None) -> "Select[Any]":
    """Ids of the reports that have a match which holds the filter."""
    query = select(matches.c.report_id).join(reports).where(*of_matches(wanted))
    return query if register is None else query.where(matches.c.register == register)


def _fewer(connection: Connection, wanted: Filter, register: str | None, few: int) -> bool:
    """Whether fewer matches than ``few`` hold the filter; what costs a look at each report is asked last."""
    if _count(connection, _shown(wanted, register)) < few:
        return True
    return _asks_more(wanted) and _count(connection, matching(wanted, register)) < few


def _shown(wanted: Filter, register: str | None) -> "Select[Any]":
    """Ids of the reports that have a match which, by its own row, may hold the filter."""
    query = select(matches.c.report_id).where(*shown_by_matches(wanted))
    return query if register is None else query.where(matches.c.register == register)


def _asks_more(wanted: Filter) -> bool:
    """Whether it asks more of matches than their own rows tell."""
    return replace(wanted, commitments=(), verdict=None, stage=None).of_matches()


def _count(connection: Connection, query: "Select[Any]") -> int:
    some = query.limit(_FEW).subquery("some")
    return int(connection.execute(select(func.count()).select_from(some)).scalar() or 0)


@dataclass(frozen=True, slots=True)
class _After:
    """The report that the page before ended with."""

    id: int
    day: str


def _after(connection: Connection, before: int | None) -> _After | None:
    if before is None:
        return None
    day = connection.execute(select(DAY).where(reports.c.id == before)).scalar()
    if day is None:
        raise UsageError(f"no report {before} to go on from", "give the last id of the page before")
    return _After(before, str(day))


def _indexed(
    connection: Connection, grams: list[str], wanted: Filter, after: _After | None
) -> Iterator[list[int]]:
    oldest = wanted.sort is Sort.OLDEST
    beyond = _ENDS[oldest] if after is None else place_of(after.day, after.id)
    # A word of one pair is excluded by the index; a longer one by the text, which may have its pairs apart.
    without = wanted_grams(word for word in wanted.without if exact([word]))
    for size in _sizes():
        places = holding(connection, grams, beyond, size, without=without, oldest_first=oldest)
        yield [report_at(place) for place in places]
        if len(places) < size:
            return
        beyond = places[-1]


def _matched(
    connection: Connection, wanted: Filter, register: str | None, after: _After | None
) -> Iterator[list[int]]:
    query = select(reports.c.id, DAY.label("day")).where(reports.c.id.in_(matching(wanted, register)))
    if wanted.outlets:
        query = query.where(reports.c.outlet.in_(wanted.outlets))
    found = sorted((row.day, row.id) for row in connection.execute(query))
    if wanted.sort is not Sort.OLDEST:
        found.reverse()
    if after is not None:
        last = (after.day, after.id)
        found = [one for one in found if (one > last if wanted.sort is Sort.OLDEST else one < last)]
    start = 0
    for size in _sizes():
        yield [key for _, key in found[start : start + size]]
        start += size
        if start >= len(found):
            return


def _ordered(
    connection: Connection, wanted: Filter, register: str | None, after: _After | None
) -> Iterator[list[int]]:
    query = select(reports.c.id, DAY.label("day")).where(*_bounds(wanted))
    if wanted.of_matches() and len(wanted.outlets) < 2:
        # One look into an index for each report, instead of asking all of it by the piece. Of several outlets no
        # index is in order: all their reports would be looked at before the first is told.
        has = _shown(wanted, register).where(matches.c.report_id == reports.c.id).correlate(reports)
        query = query.where(has.exists())
    if wanted.outlets:
        query = query.where(reports.c.outlet.in_(wanted.outlets))
    oldest = wanted.sort is Sort.OLDEST
    place = tuple_(DAY, reports.c.id)
    query = query.order_by(DAY, reports.c.id) if oldest else query.order_by(DAY.desc(), reports.c.id.desc())
    for size in _sizes():
        beyond = query
        if after is not None:
            last = tuple_(after.day, after.id)
            beyond = query.where(place > last if oldest else place < last)
        rows = connection.execute(beyond.limit(size)).all()
        yield [row.id for row in rows]
        if len(rows) < size:
            return
        after = _After(rows[-1].id, rows[-1].day)


def _bounds(wanted: Filter) -> Iterator[Condition]:
    """Wide bounds that an index can use: a year or month counts when it overlaps, which ``held`` looks at."""
    if wanted.since is not None:
        yield wanted.since.isoformat()[:4] <= DAY
    if wanted.until is not None:
        yield (wanted.until + timedelta(days=1)).isoformat() > DAY


def _sizes() -> Iterator[int]:
    size = _FIRST
    while True:
        yield size
        size = min(_MOST, size * 4)
