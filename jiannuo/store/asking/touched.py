"""Which commitments have anything new since the database was looked at: what was made of the others still holds."""

from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, select

from jiannuo.store.engine import Store
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


def touched(store: Store, register: str, since: Newest) -> tuple[Newest, set[str]]:
    """How far it has come by now, and which commitments anything behind ``since`` speaks of.

    New matches; matches of versions that were replaced; judgements; and what re-reading changed or took away.
    """
    back = _OVERLAP if store.engine.dialect.name == "postgresql" else 0
    replaced = select(reports.c.replaces).where(
        reports.c.id > since.report - back, reports.c.replaces.is_not(None)
    )
    of_register = matches.c.register == register
    questions: list[Select[tuple[str]]] = [
        select(matches.c.commitment).where(matches.c.id > since.match - back, of_register),
        select(matches.c.commitment).where(matches.c.report_id.in_(replaced), of_register),
        select(judgements.c.commitment).where(judgements.c.id > since.judgement - back),
        select(reread_changes.c.commitment).where(reread_changes.c.id > since.reread - back),
    ]
    with store.read() as connection:
        now = newest(connection)
        if now == since:
            return now, set()
        return now, {str(row[0]) for query in questions for row in connection.execute(query)}
