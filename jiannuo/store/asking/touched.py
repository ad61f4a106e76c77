"""What is new of each commitment since the database was looked at: what was made of the rest still holds."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, Select, func, select

from jiannuo.store.engine import Store
from jiannuo.store.judgements import STORY
from jiannuo.store.tables import judgements, matches, reports, reread_changes

# On PostgreSQL a transaction that began earlier may end later, with smaller ids: so many are looked at again.
_OVERLAP = 500


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest row of each table that what is said of a commitment is made from."""

    report: int
    match: int
    judgement: int
    reread: int


def newest(connection: Connection) -> Newest:
    """As far as the database has come."""
    tables = (reports, matches, judgements, reread_changes)
    query = select(*(select(func.max(table.c.id)).scalar_subquery() for table in tables))
    return Newest(*(value or 0 for value in connection.execute(query).one()))


@dataclass(frozen=True, slots=True)
class Touched:
    """Commitments of which anything may have changed, and, of the others, the stories that came or grew.

    A story is given as in ``STORY``: its id, or the report's with a minus where the report is in none.
    """

    anew: frozenset[str] = frozenset()
    stories: Mapping[str, frozenset[int]] = field(default_factory=dict)


def touched(store: Store, register: str, since: Newest | None) -> tuple[Newest, Touched]:
    """How far it has come by now, and what anything behind ``since`` speaks of; None asks only how far.

    Anew are commitments with matches of versions that were replaced, with judgements, and with what re-reading
    changed or took away. New matches, and copies of what is matched, only touch their stories.
    """
    if since is None:
        with store.read() as connection:
            return newest(connection), Touched()
    back = _OVERLAP if store.shared else 0
    newer = reports.c.id > since.report - back
    replaced = select(reports.c.replaces).where(newer, reports.c.replaces.is_not(None))
    of_register = matches.c.register == register
    anew: list[Select[tuple[str]]] = [
        select(matches.c.commitment).where(matches.c.report_id.in_(replaced), of_register),
        select(judgements.c.commitment).where(judgements.c.id > since.judgement - back),
        select(reread_changes.c.commitment).where(reread_changes.c.id > since.reread - back),
    ]
    told = select(matches.c.commitment, STORY.label("story")).join(reports).where(of_register)
    grown = select(reports.c.story_id).where(newer, reports.c.story_id.is_not(None))
    with store.read() as connection:
        now = newest(connection)
        if now == since:
            return now, Touched()
        whole = {str(row[0]) for query in anew for row in connection.execute(query)}
        stories: dict[str, set[int]] = defaultdict(set)
        for query in (
            told.where(matches.c.id > since.match - back),
            told.where(reports.c.story_id.in_(grown)),
        ):
            for row in connection.execute(query):
                stories[row.commitment].add(row.story)
    return now, Touched(
        frozenset(whole), {key: frozenset(of) for key, of in stories.items() if key not in whole}
    )
