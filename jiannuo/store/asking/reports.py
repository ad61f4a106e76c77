"""Searching the stored reports: newest first, a story once, page by page."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, or_, select

from jiannuo.errors import UsageError
from jiannuo.model.asking import Filter, Found
from jiannuo.store.asking.conditions import of_matches, of_reports
from jiannuo.store.carried import carried
from jiannuo.store.engine import Store
from jiannuo.store.tables import matches, reports, stories

_AROUND = 36
_DAY = func.coalesce(reports.c.published, "")


def search(store: Store, wanted: Filter, register: str | None = None) -> list[Found]:
    """Reports that hold all the words and none of the excluded ones, newest publication first.

    Copies of a story that hold the filter too are folded into their lead, or the earliest of them. Undated reports come last.
    With ``register`` only that register's matches count and are told.
    """
    with store.read() as connection:
        rows = connection.execute(_page(connection, _folded(wanted, register), wanted)).all()
        told = _told(connection, [row.id for row in rows], wanted, register)
        carriers = carried(connection, [row.story_id for row in rows if row.story_id is not None])
    return [_found(row, wanted, told[row.id], carriers.get(row.story_id, [row.outlet])) for row in rows]


def _folded(wanted: Filter, register: str | None) -> Any:
    """All reports that hold the filter, numbered within their story: its lead, then from the earliest on."""
    story = func.coalesce(reports.c.story_id, -reports.c.id)
    follows = case((stories.c.lead_report_id == reports.c.id, 0), else_=1)
    order = (follows, func.coalesce(reports.c.published, "9999"), reports.c.id)
    turn = func.row_number().over(partition_by=story, order_by=order).label("turn")
    # Only keys: the texts are fetched for the page that is shown.
    query = select(reports.c.id, _DAY.label("day"), turn).where(*of_reports(wanted))
    query = query.join(stories, stories.c.id == reports.c.story_id, isouter=True)
    if wanted.of_matches():
        query = query.where(reports.c.id.in_(_matched(wanted, register)))
    return query.subquery("folded")


def _matched(wanted: Filter, register: str | None) -> "Select[Any]":
    query = select(matches.c.report_id).join(reports).where(*of_matches(wanted))
    return query if register is None else query.where(matches.c.register == register)


def _page(connection: Connection, folded: Any, wanted: Filter) -> "Select[Any]":
    columns = (reports.c.url, reports.c.outlet, reports.c.title, reports.c.body)
    query = (
        select(folded.c.id, *columns, reports.c.published, reports.c.story_id)
        .join(reports, reports.c.id == folded.c.id)
        .where(folded.c.turn == 1)
        .order_by(folded.c.day.desc(), folded.c.id.desc())
    )
    if wanted.before is not None:
        last = connection.execute(select(_DAY).where(reports.c.id == wanted.before)).scalar()
        if last is None:
            raise UsageError(
                f"no report {wanted.before} to go on from", "give the last id of the page before"
            )
        earlier = and_(folded.c.day == last, folded.c.id < wanted.before)
        query = query.where(or_(folded.c.day < last, earlier))
    return query.limit(wanted.limit)


def _told(
    connection: Connection, keys: list[int], wanted: Filter, register: str | None
) -> dict[int, list[tuple[str, str, str]]]:
    columns = (matches.c.report_id, matches.c.commitment, matches.c.verdict, matches.c.stage)
    every = Filter(verdict=wanted.verdict, known_at=wanted.known_at)
    query = select(*columns).join(reports).where(matches.c.report_id.in_(keys), *of_matches(every))
    if register is not None:
        query = query.where(matches.c.register == register)
    found: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for row in connection.execute(query.order_by(matches.c.commitment)):
        found[row.report_id].append((row.commitment, row.verdict, row.stage))
    return found


def _found(row: Any, wanted: Filter, told: Sequence[tuple[str, str, str]], carried: Sequence[str]) -> Found:
    return Found(
        id=row.id,
        url=row.url,
        outlet=row.outlet,
        title=row.title,
        published=row.published,
        snippet=_snippet(row.body, wanted.words),
        commitments=tuple(told),
        outlets=tuple(dict.fromkeys(carried)),
        reports=len(carried),
    )


def _snippet(body: str, words: Sequence[str]) -> str:
    """The passage around the first word that stands in the body."""
    low = body.lower()
    places = [place for word in words if (place := low.find(word.lower())) >= 0]
    start = max(0, min(places) - _AROUND) if places else 0
    end = start + 3 * _AROUND
    cut = body[start:end].replace("\n", " ")
    return ("…" if start else "") + cut + ("…" if end < len(body) else "")
