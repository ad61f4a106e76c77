"""Which outlets are to be looked at now, derived from their last runs."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from jiannuo.store.runs import Run

AFTER_KILL = timedelta(minutes=10)


def due_outlets(
    outlets: Collection[str], last: Mapping[str, Run], now: datetime, interval: timedelta
) -> list[str]:
    """Outlets never looked at first, then those whose last run began ``interval`` ago or longer.

    A run that was killed (deadline, restart, crash) is taken up again after ten minutes. One that
    "began in the future" was written by a clock that ran ahead: its outlet is due.
    """

    def began(name: str) -> datetime | None:
        run = last.get(name)
        return run.started_at if run and run.started_at <= now else None

    def wait(name: str) -> timedelta:
        run = last.get(name)
        return min(interval, AFTER_KILL) if run and run.status == "killed" else interval

    due = [name for name in outlets if (start := began(name)) is None or now - start >= wait(name)]
    floor = now - timedelta(days=100_000)
    return sorted(due, key=lambda name: began(name) or floor)
