"""Load: whether a process is so busy with computing that a second one pays."""

import os

WINDOW_SECONDS = 5.0
BUSY_SECONDS = 0.5
MANY_JOBS = 200  # of some milliseconds each: a second process has long started before they are done


class Load:
    """Sums what was computed within a window of some seconds.

    A second process costs a second of start-up and some memory: a polite crawl, which mostly waits, is
    never worth it, and neither is a machine of one core.
    """

    def __init__(self, cores: int | None = None) -> None:
        self.cores = cores if cores is not None else _cores()
        self._since = float("-inf")
        self._spent = 0.0

    def busy(self, begun: float, ended: float) -> bool:
        """Note that something was computed from ``begun`` to ``ended``; whether a second process pays."""
        if ended - self._since > WINDOW_SECONDS:
            self._since, self._spent = begun, 0.0
        self._spent += ended - begun
        return self.cores > 1 and self._spent >= BUSY_SECONDS

    def foresees(self, jobs: int) -> bool:
        """Whether a second process pays for so many jobs in a row."""
        return self.cores > 1 and jobs >= MANY_JOBS


def _cores() -> int:
    if os.name != "posix":  # the line to a second process is a socket pair
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
