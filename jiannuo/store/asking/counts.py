"""How much the database holds."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from jiannuo.model.asking import Counts
from jiannuo.store.engine import Store
from jiannuo.store.tables import (
    deliveries,
    judgements,
    matches,
    readings,
    reports,
    runs,
    stories,
    subscriptions,
)


def counts(store: Store) -> Counts:
    """How many of everything there is, of today's versions of the reports."""
    with store.read() as connection:

        def number(table: Any, *conditions: ColumnElement[bool]) -> int:
            query = select(func.count()).select_from(table).where(*conditions)
            return int(connection.execute(query).scalar() or 0)

        told = matches.c.report_id.in_(select(reports.c.id).where(reports.c.current))
        read = readings.c.match_id.in_(select(matches.c.id).where(told))
        states = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        return Counts(
            reports=number(reports, reports.c.current),
            stories=number(stories),
            matches=number(matches, told),
            progress=number(matches, told, matches.c.verdict == "progress"),
            readings=number(readings, read),
            outlets=int(connection.execute(select(func.count(runs.c.outlet.distinct()))).scalar() or 0),
            subscriptions=number(subscriptions),
            deliveries={str(state): int(count) for state, count in connection.execute(states)},
        )


def known_until(connection: Connection) -> datetime | None:
    """The newest moment at which a report was learned of or a person judged; None where nothing is known."""
    learned = connection.execute(select(func.max(reports.c.detected_at))).scalar()
    judged = connection.execute(select(func.max(judgements.c.judged_at))).scalar()
    return max((moment for moment in (learned, judged) if moment is not None), default=None)
