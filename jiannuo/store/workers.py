"""Who works on this database: each process says again and again that it lives and what it is at.

What a process held that has not been heard of until its ``lost_at`` may be taken by others; it must have let go by
then itself (``scheduler/workers/presence.py``).
"""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import Connection, ScalarSelect, delete, select, update

from jiannuo.model.worker import Worker, WorkerKind
from jiannuo.store.engine import Store
from jiannuo.store.rows import add_missing
from jiannuo.store.runs import GONE
from jiannuo.store.tables import runs, workers

_REMEMBERED = timedelta(days=1)


def beat(store: Store, worker: Worker) -> None:
    """Note that the worker lives, what it is at, and when it is to be taken for dead."""
    values = {**asdict(worker), "kind": worker.kind.value, "doing": list(worker.doing)}
    with store.write() as connection:
        if not connection.execute(
            update(workers).where(workers.c.name == worker.name).values(values)
        ).rowcount:
            add_missing(connection, workers, **values)


def leave(store: Store, name: str) -> None:
    """The worker ended in good order."""
    with store.write() as connection:
        connection.execute(delete(workers).where(workers.c.name == name))


def all_workers(store: Store) -> list[Worker]:
    """Those who live, and those lost within a day; by kind and name."""
    with store.read() as connection:
        rows = connection.execute(select(workers).order_by(workers.c.kind, workers.c.name)).all()
    return [
        Worker(**{**row._mapping, "kind": WorkerKind(row.kind), "doing": tuple(row.doing)}) for row in rows
    ]


def living(now: datetime) -> ScalarSelect[str]:
    """The names of those who live, as part of a question."""
    return select(workers.c.name).where(workers.c.lost_at > now).scalar_subquery()


def close_lost_runs(store: Store, now: datetime) -> int:
    """Close the crawls of workers that are dead, and forget who died long ago; how many crawls those were."""
    with store.write() as connection:
        connection.execute(delete(workers).where(workers.c.lost_at < now - _REMEMBERED))
        return _close(connection, now, runs.c.worker.is_not(None) & runs.c.worker.not_in(living(now)))


def close_own_runs(store: Store, name: str, doing: Collection[str], now: datetime) -> int:
    """Close the worker's crawls of outlets that it is not crawling: their end could not be noted."""
    with store.write() as connection:
        return _close(connection, now, (runs.c.worker == name) & runs.c.outlet.not_in(doing))


def _close(connection: Connection, now: datetime, whose: object) -> int:
    closed = update(runs).where(runs.c.status == "running", whose)  # type: ignore[arg-type]
    return connection.execute(closed.values(status="killed", finished_at=now, message=GONE)).rowcount
