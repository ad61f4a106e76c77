"""Alarms: one row for each time that a source fell ill; at most one is open for an outlet."""

from collections.abc import Collection
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import func, or_, select, update

from jiannuo.model.health import Alarm, Finding
from jiannuo.model.vocabulary import Symptom
from jiannuo.store.engine import Store
from jiannuo.store.rows import add_row
from jiannuo.store.tables import alarms, reports


def open_alarms(store: Store) -> dict[str, Alarm]:
    """The open alarm of each outlet that has one."""
    return {alarm.outlet: alarm for alarm in _select(store, alarms.c.cleared_at.is_(None))}


def alarms_of(store: Store, outlet: str) -> list[Alarm]:
    """All alarms of the outlet, latest first."""
    return _select(store, alarms.c.outlet == outlet)[::-1]


def raise_alarm(store: Store, outlet: str, run: int, found: Finding, at: datetime) -> bool:
    """Open an alarm; False when one is open already."""
    still = select(alarms.c.id).where(alarms.c.outlet == outlet, alarms.c.cleared_at.is_(None))
    with store.write() as connection:
        if connection.execute(still).first() is not None:
            return False
        values: dict[str, Any] = {"outlet": outlet, "run_id": run, "raised_at": at, "accepted": False}
        add_row(connection, alarms, **values, symptom=found.symptom.value, detail=found.detail[:500])
    return True


def clear_alarm(store: Store, outlet: str, at: datetime, *, accepted: bool = False) -> bool:
    """Close the open alarm; False when none is open. ``accepted``: what is now is the new normal."""
    with store.write() as connection:
        done = connection.execute(
            update(alarms)
            .where(alarms.c.outlet == outlet, alarms.c.cleared_at.is_(None))
            .values(cleared_at=at, accepted=accepted)
        )
    return bool(done.rowcount)


def normal_since(store: Store, outlet: str) -> datetime | None:
    """When a person last accepted what an alarm told of; what was before is no measure any more."""
    query = select(func.max(alarms.c.cleared_at)).where(alarms.c.outlet == outlet, alarms.c.accepted)
    with store.read() as connection:
        found: datetime | None = connection.execute(query).scalar()
    return found


def untold(store: Store, since: datetime) -> list[Alarm]:
    """Alarms of which the operator has not been told yet that they were raised, or cleared, after ``since``."""
    down = alarms.c.raised_told_at.is_(None) & (alarms.c.raised_at >= since)
    up = alarms.c.cleared_told_at.is_(None) & (alarms.c.cleared_at >= since) & alarms.c.accepted.is_(False)
    return _select(store, or_(down, up))


def mark_told(store: Store, told: Collection[Alarm], at: datetime) -> None:
    """Note that the operator was told of these alarms as they are given here."""
    with store.write() as connection:
        for alarm in told:
            values: dict[str, Any] = {"raised_told_at": alarm.raised_told_at or at}
            if alarm.cleared_at is not None:
                values["cleared_told_at"] = at
            connection.execute(update(alarms).where(alarms.c.id == alarm.id).values(**values))


def longest_gap_days(store: Store, outlet: str, since: date) -> int:
    """The longest time between two days with reports of the outlet, published since then."""
    day = func.substr(reports.c.published, 1, 10)
    query = select(day).where(
        reports.c.outlet == outlet,
        reports.c.published >= since.isoformat(),
        func.length(reports.c.published) >= 10,
    )
    with store.read() as connection:
        days = sorted(date.fromisoformat(row[0]) for row in connection.execute(query.distinct()))
    return max(((later - earlier).days for earlier, later in pairwise(days)), default=0)


def _select(store: Store, condition: Any) -> list[Alarm]:
    with store.read() as connection:
        rows = connection.execute(select(alarms).where(condition).order_by(alarms.c.id)).all()
    return [Alarm(**{**row._mapping, "symptom": Symptom(row.symptom)}) for row in rows]
