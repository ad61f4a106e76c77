"""All that holds a filter, however much it is: first the ids alone, then piece by piece what stands behind them.

No transaction lives longer than one piece, so that a slow reader keeps no writer waiting.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import select

from jiannuo.model.asking import Filter
from jiannuo.model.news import NewsItem
from jiannuo.store.asking.conditions import of_matches, refuse_too_much
from jiannuo.store.asking.contrary import with_contradicted
from jiannuo.store.asking.held import held
from jiannuo.store.engine import Store
from jiannuo.store.news import EVENT, as_items
from jiannuo.store.reports import StoredReport, load_reports
from jiannuo.store.tables import matches, reports

PIECE = 200  # some ten milliseconds


@dataclass(frozen=True, slots=True)
class Stored:
    """One report with its text's digest and the commitments that it is about under the register."""

    stored: StoredReport
    digest: str
    commitments: tuple[str, ...]


def report_ids(store: Store, register: str, wanted: Filter, most: int | None = None) -> "array[int]":
    """Ids of the reports that hold the filter, in its order; copies too."""
    refuse_too_much(wanted)
    with store.read() as connection:
        wanted = with_contradicted(connection, wanted, register)
        return array("q", (one.id for one in islice(held(connection, wanted, register), most)))


def events_at(store: Store, ids: Sequence[int]) -> Iterator[list[NewsItem]]:
    """What these matches say, with evidence and readings, in the order of the ids."""
    query = select(*EVENT).join(reports, reports.c.id == matches.c.report_id)
    for piece in _pieces(ids):
        with store.read() as connection:
            rows = {row.id: row for row in connection.execute(query.where(matches.c.id.in_(piece)))}
            # What a re-reading has taken away meanwhile is left out.
            items = as_items(connection, [rows[key] for key in piece if key in rows])
        yield items


def reports_at(store: Store, register: str, ids: Sequence[int]) -> Iterator[list[Stored]]:
    """These reports, in the order of the ids."""
    for piece in _pieces(ids):
        with store.read() as connection:
            found = {one.id: one for one in load_reports(connection, piece)}
            digests = select(reports.c.id, reports.c.exact).where(reports.c.id.in_(piece))
            exact: dict[int, str] = {row.id: row.exact for row in connection.execute(digests)}
            told = _told(connection, register, piece)
        yield [Stored(found[key], exact[key], tuple(told[key])) for key in piece if key in found]


def _told(connection: Any, register: str, piece: Sequence[int]) -> dict[int, list[str]]:
    columns = (matches.c.report_id, matches.c.commitment)
    query = select(*columns).join(reports).where(matches.c.report_id.in_(piece), *of_matches(Filter()))
    found: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(query.where(matches.c.register == register).order_by(matches.c.commitment)):
        found[row.report_id].append(row.commitment)
    return found


def _pieces(ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), PIECE):
        yield list(ids[start : start + PIECE])
