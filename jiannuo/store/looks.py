"""How each outlet fared when it was looked at: whether it could be read, what hindered, and what it is ill with."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select

from jiannuo.model.news import Look
from jiannuo.model.vocabulary import Hindrance, Symptom
from jiannuo.store.runs import Run
from jiannuo.store.tables import alarms, runs

_HINDERING = {
    "blocked": Hindrance.DISALLOWED,
    "broken": Hindrance.UNREADABLE,
    "no_feed": Hindrance.UNREADABLE,
}


def looks(connection: Connection, start: datetime, end: datetime) -> dict[str, Look]:
    """How each outlet fared in the runs that began in [start, end), and what it is ill with now."""
    query = (
        select(runs)
        .where(runs.c.started_at >= start, runs.c.started_at < end, runs.c.status != "running")
        .order_by(runs.c.id)
    )
    found: dict[str, Look] = {}
    for row in connection.execute(query):
        run = Run(**row._mapping)
        if run.ours:
            continue
        old = found.get(run.outlet, Look(run.outlet, 0, 0))
        # A run that tells of no list at all is believed.
        well = run.status == "finished" and bool(run.seen or not run.lists)
        hindrance = old.hindrance if well else hindrance_of(run)
        found[run.outlet] = Look(run.outlet, old.finished + well, old.troubled + (not well), hindrance)
    ill = alarms.c.cleared_at.is_(None) & (alarms.c.raised_at < end)
    for row in connection.execute(select(alarms).where(ill)):
        look = found.get(row.outlet, Look(row.outlet, 0, 0))
        found[row.outlet] = replace(look, symptom=Symptom(row.symptom), since=row.raised_at)
    return found


def hindrance_of(run: Run) -> Hindrance:
    """What kept a run from seeing a list: what befell most of them; that robots.txt failed too says less."""
    if run.status != "finished":
        return Hindrance.CUT_OFF
    lists = {_HINDERING.get(name, name): count for name, count in run.lists.items() if count}
    known = [name for name in lists if name in set(Hindrance)]
    if not known:
        return Hindrance.DISALLOWED if "robots_refused" in run.lists else Hindrance.UNREADABLE
    return Hindrance(max(known, key=lambda name: lists[name]))
