"""Crawl runs: one row for each time an outlet was looked at, with what came of it."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import func, select, update

from jiannuo.model.vocabulary import Outcome
from jiannuo.store.engine import Store
from jiannuo.store.rows import add_row
from jiannuo.store.tables import runs

SEEN = ("read", "unchanged", "absent")
GONE = "the process that ran it is gone"
_NOT_ITS_FAULT = ("stopped", GONE)
_CUT_OFF = ("closespider_timeout", "shutdown")
_LATER = (Outcome.DEFERRED, Outcome.TIMED_OUT, Outcome.UNREACHABLE, Outcome.SERVER_ERROR)
_LOOKED_BACK = 100


@dataclass(frozen=True, slots=True)
class Run:
    """One look at one outlet; ``outcomes`` sum to ``found``."""

    id: int
    outlet: str
    started_at: datetime
    finished_at: datetime | None
    status: str
    found: int
    outcomes: dict[str, int]
    lists: dict[str, int]
    message: str
    signs: dict[str, Any] = field(default_factory=dict)
    worker: str | None = None

    @property
    def ours(self) -> bool:
        """Whether it ended because we did, or has not ended: it says nothing of the source."""
        return self.status == "running" or self.message in _NOT_ITS_FAULT

    @property
    def lost(self) -> bool:
        """Whether it ended because the process that ran it died, or lost the database."""
        return self.status == "killed" and self.message == GONE

    @property
    def seen(self) -> int:
        """How many lists, feeds and sections it could look at; that an issue does not exist is seen too."""
        return sum(self.lists.get(name, 0) for name in SEEN)

    @property
    def ended_early(self) -> bool:
        """Whether it may have left something behind that a look at the newest page of a list does not show."""
        if self.status != "finished" or self.message in _CUT_OFF:
            return True
        return any(counts.get(name) for counts in (self.lists, self.outcomes) for name in _LATER)


def start_run(store: Store, outlet: str, at: datetime, worker: str | None = None) -> int:
    """Note that a crawl of the outlet begins, by ``worker`` where many work; the id of its row."""
    with store.write() as connection:
        return add_row(
            connection,
            runs,
            outlet=outlet,
            started_at=at,
            status="running",
            found=0,
            outcomes={},
            lists={},
            message="",
            signs={},
            worker=worker,
        )


def is_closed(store: Store, run: int) -> bool:
    """Whether the crawl is over in the eyes of the others: whoever still runs it must stop."""
    with store.read() as connection:
        status = connection.execute(select(runs.c.status).where(runs.c.id == run)).scalar()
    return status not in (None, "running")


def finish_run(
    store: Store,
    run: int,
    *,
    status: str,
    found: int,
    outcomes: dict[str, int],
    lists: dict[str, int],
    message: str,
    at: datetime,
    signs: dict[str, Any] | None = None,
) -> None:
    """Note how a crawl ended: status is finished, failed or killed."""
    with store.write() as connection:
        connection.execute(
            update(runs)
            .where(runs.c.id == run)
            .values(
                status=status,
                found=found,
                outcomes=outcomes,
                lists=lists,
                message=message,
                signs=signs or {},
                finished_at=at,
            )
        )


def abandon_runs(store: Store, at: datetime) -> int:
    """Close the runs that a crash left open, as killed, but for those of workers; how many there were."""
    with store.write() as connection:
        return connection.execute(
            update(runs)
            .where(runs.c.status == "running", runs.c.worker.is_(None))
            .values(status="killed", finished_at=at, message=GONE)
        ).rowcount


def last_runs(store: Store) -> dict[str, Run]:
    """The latest run of each outlet."""
    latest = select(func.max(runs.c.id)).group_by(runs.c.outlet)
    return {run.outlet: run for run in _select(store, runs.c.id.in_(latest))}


def runs_of(store: Store, outlet: str, limit: int = 30) -> list[Run]:
    """The outlet's runs, latest first."""
    query = select(runs).where(runs.c.outlet == outlet).order_by(runs.c.id.desc()).limit(limit)
    with store.read() as connection:
        return [Run(**row._mapping) for row in connection.execute(query)]


def unsettled_since(store: Store, outlet: str, run: int) -> datetime | None:
    """When the first of the crawls began that, one after the other until ``run``, did not get to their end.

    None when the last one did. What was first fetched since then proves nothing about what lies behind it
    in a list. A hundred crawls are looked back on: a page that never answers must not count for ever.
    """
    early = takewhile(lambda one: one.ended_early, _before(store, outlet, run))
    return min((one.started_at for one in early), default=None)


def _before(store: Store, outlet: str, run: int) -> list[Run]:
    return [one for one in runs_of(store, outlet, _LOOKED_BACK) if one.id < run]


def _select(store: Store, condition: object) -> list[Run]:
    with store.read() as connection:
        rows = connection.execute(select(runs).where(condition)).all()  # type: ignore[arg-type]
    return [Run(**row._mapping) for row in rows]
