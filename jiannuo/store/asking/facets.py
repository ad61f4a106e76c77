"""How many reports that hold a filter fall to each verdict, stage, outlet and year."""

from collections import Counter
from dataclasses import dataclass, replace

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
    conditions = of_reports(whole)
    if whole.of_matches():
        told = select(matches.c.report_id).join(reports).where(*of_matches(whole))
        conditions.append(reports.c.id.in_(told.where(matches.c.register == register)))
    year = func.substr(func.coalesce(reports.c.published, ""), 1, 4)
    with store.read() as connection:
        rows = connection.execute(
            select(reports.c.id, reports.c.outlet, year.label("year")).where(*conditions)
        ).all()
        shown = _shown(connection, {row.id for row in rows}, register)
    years = Counter(row.year for row in rows if row.year)
    return Facets(
        verdicts=_largest(Counter(verdict for _, verdict in {(one[0], one[1]) for one in shown})),
        stages=_largest(
            Counter(stage for _, stage in {(one[0], one[2]) for one in shown} if stage != "none")
        ),
        outlets=_largest(Counter(row.outlet for row in rows)),
        years=tuple(sorted(years.items(), reverse=True)[:_MOST]),
    )


def _shown(connection: Connection, held: set[int], register: str) -> list[tuple[int, str, str]]:
    """Report, verdict and stage of what the reports show; the words are looked for only once."""
    columns = (matches.c.report_id, matches.c.verdict, matches.c.stage)
    query = select(*columns).join(reports, reports.c.id == matches.c.report_id)
    query = query.where(matches.c.register == register, *of_matches(Filter()))
    return [(row[0], row[1], row[2]) for row in connection.execute(query) if row[0] in held]


def _largest(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST])
