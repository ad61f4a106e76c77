"""Which outlets are to be looked at now, derived from their last runs."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from jiannuo.store.runs import Run
from scheduler.health import unreached

AFTER_KILL = timedelta(minutes=10)
LONGEST_BACKOFF = timedelta(hours=24)
_LOST_IN_A_ROW = 3


def lost_lately(last: Sequence[Run]) -> bool:
    """Whether the outlet's last run, the first of ``last``, was lost with its worker and is worth going on with at once.

    Not when the last three were: then it may be what kills the workers, and waits as long as after any other kill.
    """
    return bool(last) and last[0].lost and not (len(last) >= _LOST_IN_A_ROW and all(run.lost for run in last))


def due_outlets(
    outlets: Collection[str],
    last: Mapping[str, Run],
    now: datetime,
    interval: timedelta,
    streak: Callable[[str], int] = lambda outlet: 1,
) -> list[str]:
    """Outlets never looked at first, then those whose last run began ``interval`` ago or longer.

    A run that was killed (deadline, restart, crash) is taken up again after ten minutes. An outlet that
    could not be looked at ``streak`` times in a row waits twice as long each time, a day at most; it is
    never given up. A run that "began in the future" was written by a clock that ran ahead: it is due.
    """

    def began(name: str) -> datetime | None:
        run = last.get(name)
        return run.started_at if run and run.started_at <= now else None

    def wait(name: str) -> timedelta:
        run = last.get(name)
        usual = min(interval, AFTER_KILL) if run and run.status == "killed" else interval
        start = began(name)
        if run is None or start is None or now - start < usual or not unreached(run):
            return usual
        return max(usual, min(usual * (1 << (min(max(streak(name), 1), 20) - 1)), LONGEST_BACKOFF))

    due = [name for name in outlets if (start := began(name)) is None or now - start >= wait(name)]
    floor = now - timedelta(days=100_000)
    return sorted(due, key=lambda name: began(name) or floor)
