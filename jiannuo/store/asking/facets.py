"""How many reports that hold a filter fall to each verdict, stage, commitment, outlet and year."""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice

from sqlalchemy import Connection, select

from jiannuo.model.asking import Filter, Sort
from jiannuo.store.asking.conditions import of_matches, refuse_too_much
from jiannuo.store.asking.contrary import with_contradicted
from jiannuo.store.asking.held import Held, held
from jiannuo.store.engine import Store
from jiannuo.store.tables import matches, reports

_MOST = 12
COUNTED = 500


@dataclass(frozen=True, slots=True)
class Facets:
    """Value and count of each facet, the largest first (years: the latest first); copies are counted too.

    ``reports`` were counted; ``whole``: they are all that hold the filter, not only the newest.
    """

    verdicts: tuple[tuple[str, int], ...]
    stages: tuple[tuple[str, int], ...]
    outlets: tuple[tuple[str, int], ...]
    years: tuple[tuple[str, int], ...]
    commitments: tuple[tuple[str, int], ...]
    reports: int
    whole: bool


def facets(store: Store, wanted: Filter, register: str) -> Facets:
    """The facets of the reports that hold the filter, not only of the page that is shown."""
    refuse_too_much(wanted)
    with store.read() as connection:
        everything = with_contradicted(connection, replace(wanted, before=None, sort=Sort.NEWEST), register)
        return facets_of(connection, None, everything, register)


def facets_of(connection: Connection, rows: list[Held] | None, wanted: Filter, register: str) -> Facets:
    """The same of the newest reports that hold the filter, where somebody looked up more than COUNTED of them."""
    if rows is None:
        everything = replace(wanted, before=None, sort=Sort.NEWEST)
        rows = list(islice(held(connection, everything, register), COUNTED + 1))
    counted = rows[:COUNTED]
    shown = _shown(connection, [one.id for one in counted], register)
    years = Counter(one.published[:4] for one in counted if one.published)
    return Facets(
        verdicts=_largest(Counter(verdict for _, verdict in {(one[0], one[1]) for one in shown})),
        stages=_largest(
            Counter(stage for _, stage in {(one[0], one[2]) for one in shown} if stage != "none")
        ),
        outlets=_largest(Counter(one.outlet for one in counted)),
        years=tuple(sorted(years.items(), reverse=True)[:_MOST]),
        commitments=_largest(Counter(key for _, key in {(one[0], one[3]) for one in shown})),
        reports=len(counted),
        whole=len(rows) <= COUNTED,
    )


def _shown(connection: Connection, ids: list[int], register: str) -> list[tuple[int, str, str, str]]:
    """Report, verdict, stage and commitment of what the reports show."""
    columns = (matches.c.report_id, matches.c.verdict, matches.c.stage, matches.c.commitment)
    query = select(*columns).join(reports, reports.c.id == matches.c.report_id)
    query = query.where(matches.c.register == register, matches.c.report_id.in_(ids), *of_matches(Filter()))
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]


def _largest(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST])
