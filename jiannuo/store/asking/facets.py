"""How many reports that hold a filter fall to each verdict, stage, outlet and year."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, select

from jiannuo.model.asking import Filter
from jiannuo.store.asking.conditions import of_matches, of_reports
from jiannuo.store.engine import Store
from jiannuo.store.tables import matches, reports

_MOST = 12


@dataclass(frozen=True, slots=True)
class Facets:
    """Value and count of each facet, the largest first (years: the latest first); copies are counted too."""

    verdicts: tuple[tuple[str, int], ...]
    stages: tuple[tuple[str, int], ...]
    outlets: tuple[tuple[str, int], ...]
    years: tuple[tuple[str, int], ...]


def facets(store: Store, wanted: Filter, register: str) -> Facets:
    """The facets of all reports that hold the filter, not only of the page that is shown."""
    whole = replace(wanted, before=None)
    held = select(reports.c.id).where(*of_reports(whole))
    if whole.of_matches():
        told = select(matches.c.report_id).join(reports).where(*of_matches(whole))
        held = held.where(reports.c.id.in_(told.where(matches.c.register == register)))
    year = func.substr(func.coalesce(reports.c.published, ""), 1, 4)
    with store.read() as connection:
        by_year = _counted(connection, year, reports.c.id, held, year.desc())
        return Facets(
            verdicts=_of_matches(connection, matches.c.verdict, held, register),
            stages=_of_matches(connection, matches.c.stage, held, register),
            outlets=_counted(connection, reports.c.outlet, reports.c.id, held),
            years=by_year,
        )


def _of_matches(connection: Connection, column: Any, held: Any, register: str) -> tuple[tuple[str, int], ...]:
    count = func.count(matches.c.report_id.distinct()).label("n")
    query = (
        select(column, count)
        .join(reports, reports.c.id == matches.c.report_id)
        .where(matches.c.report_id.in_(held), matches.c.register == register, *of_matches(Filter()))
        .group_by(column)
        .order_by(count.desc(), column)
    )
    return tuple((row[0], row[1]) for row in connection.execute(query) if row[0] != "none")


def _counted(
    connection: Connection, column: Any, key: Any, held: Any, order: Any = None
) -> tuple[tuple[str, int], ...]:
    count = func.count().label("n")
    query = select(column, count).where(key.in_(held)).group_by(column)
    query = query.order_by(count.desc() if order is None else order, column).limit(_MOST)
    return tuple((row[0], row[1]) for row in connection.execute(query) if row[0])
