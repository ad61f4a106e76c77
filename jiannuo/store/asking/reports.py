"""Searching the stored reports: in order, a story once, page by page."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from jiannuo.forms import simplified
from jiannuo.model.asking import Filter, Found, Sort
from jiannuo.store.asking.conditions import of_matches, refuse_too_much
from jiannuo.store.asking.contrary import with_contradicted
from jiannuo.store.asking.facets import COUNTED, Facets, facets_of
from jiannuo.store.asking.held import Piece, first_held
from jiannuo.store.asking.relevance import LOOKED_AT, most_relevant
from jiannuo.store.breath import breathe
from jiannuo.store.carried import carried
from jiannuo.store.engine import Store
from jiannuo.store.tables import matches, reports

_AROUND = 36
_COLUMNS = (
    reports.c.id,
    reports.c.url,
    reports.c.outlet,
    reports.c.title,
    reports.c.body,
    reports.c.published,
    reports.c.story_id,
)


def search(store: Store, wanted: Filter, register: str | None = None) -> list[Found]:
    """Reports that hold all the words and none of the excluded ones, in the order of ``wanted.sort``.

    Copies of a story that hold the filter too are folded into their lead, or the earliest of them. Undated reports
    are the oldest. With ``register`` only that register's matches count and are told.
    """
    refuse_too_much(wanted)
    with store.read() as connection:
        wanted = with_contradicted(connection, wanted, register)
        return _told_of(connection, _page(_seen(connection, wanted, register), wanted), wanted, register)


def search_and_count(store: Store, wanted: Filter, register: str) -> tuple[list[Found], Facets]:
    """The page that ``search`` gives and the facets of all reports that hold the filter, looked up once."""
    refuse_too_much(wanted)
    shared = wanted.before is None and wanted.sort is not Sort.OLDEST
    with store.read() as connection:
        wanted = with_contradicted(connection, wanted, register)
        found = _seen(connection, wanted, register, COUNTED + 1 if shared else 0)
        breathe(connection)
        counted = facets_of(connection, found.held if shared else None, wanted, register)
        breathe(connection)
        return _told_of(connection, _page(found, wanted), wanted, register), counted


def _seen(connection: Connection, wanted: Filter, register: str | None, held: int = 0) -> Piece:
    """What the page is chosen from, and the first ``held`` reports."""
    if wanted.sort is not Sort.RELEVANCE:
        return first_held(connection, wanted, register, held=held, shown=wanted.limit)
    newest = replace(wanted, before=None)
    return first_held(connection, newest, register, held=held, shown=LOOKED_AT, texts=True)


def _page(found: Piece, wanted: Filter) -> list[int]:
    if wanted.sort is Sort.RELEVANCE:
        return most_relevant(found.shown[:LOOKED_AT], wanted)
    return [one.id for one in found.shown[: wanted.limit]]


def _told_of(connection: Connection, ids: list[int], wanted: Filter, register: str | None) -> list[Found]:
    rows = {row.id: row for row in connection.execute(select(*_COLUMNS).where(reports.c.id.in_(ids)))}
    told = _told(connection, ids, wanted, register)
    of = [row.story_id for row in rows.values() if row.story_id is not None]
    carriers = carried(connection, of)
    return [
        _found(row, wanted, told[row.id], carriers.get(row.story_id, [row.outlet]))
        for row in (rows[key] for key in ids if key in rows)
    ]


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
    low = simplified(body.lower())
    places = [place for word in words if (place := low.find(simplified(word.lower()))) >= 0]
    start = max(0, min(places) - _AROUND) if places else 0
    end = start + 3 * _AROUND
    cut = body[start:end].replace("\n", " ")
    return ("…" if start else "") + cut + ("…" if end < len(body) else "")
