"""Which outlets are to be looked at now, derived from their last runs."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from jiannuo.store.runs import Run


def due_outlets(
    outlets: Collection[str], last: Mapping[str, Run], now: datetime, interval: timedelta
) -> list[str]:
    """Outlets never looked at first, then those whose last run began ``interval`` ago or longer.

    A run that "began in the future" was written by a clock that ran ahead: its outlet is due.
    """

    def began(name: str) -> datetime | None:
        run = last.get(name)
        return run.started_at if run and run.started_at <= now else None

    due = [name for name in outlets if (start := began(name)) is None or now - start >= interval]
    floor = now - timedelta(days=100_000)
    return sorted(due, key=lambda name: began(name) or floor)
