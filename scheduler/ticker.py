"""The only file that knows APScheduler: it is used as a ticker, never as a memory of what is due."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

log = logging.getLogger(__name__)


class _After(BaseTrigger):  # type: ignore[misc]
    """Fires ``step`` after the present, whatever was missed: a clock that jumps ahead costs one tick, not millions."""

    def __init__(self, step: timedelta) -> None:
        self._step = step

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        return now if previous_fire_time is None else now + self._step


class Ticker:
    """Calls each job every so many seconds, each in a thread of its own, never twice at one time."""

    def __init__(self) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(12)},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._scheduler.add_listener(_tell_error, EVENT_JOB_ERROR)
        self._began: dict[str, float] = {}
        self._running: set[str] = set()
        self._steps: dict[str, float] = {}
        self._guard = threading.Lock()

    def every(self, seconds: float, name: str, work: Callable[[], None]) -> None:
        """Add a job; it runs at once and then ``seconds`` after each start."""
        self._steps[name] = seconds
        self._scheduler.add_job(self._run, _After(timedelta(seconds=seconds)), args=(name, work), id=name)

    def start(self) -> None:
        """Begin ticking."""
        now = time.monotonic()
        self._began = dict.fromkeys(self._steps, now)
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler.start()

    def stop(self) -> None:
        """No further ticks; jobs under way are not waited for."""
        self._scheduler.shutdown(wait=False)

    def nudge(self) -> list[str]:
        """Call at once the jobs that are overdue by the monotonic clock (the wall clock went back); which."""
        now = time.monotonic()
        with self._guard:
            late = [
                name
                for name, step in self._steps.items()
                if name not in self._running and now - self._began[name] > 3 * step + 5
            ]
        for name in late:
            self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))
        return late

    def busy(self) -> bool:
        """Whether any job is under way."""
        with self._guard:
            return bool(self._running)

    def ages(self) -> dict[str, float]:
        """Seconds since each job last began."""
        now = time.monotonic()
        return {name: now - began for name, began in self._began.items()}

    def _run(self, name: str, work: Callable[[], None]) -> None:
        with self._guard:
            self._began[name] = time.monotonic()
            self._running.add(name)
        try:
            work()
        finally:
            with self._guard:
                self._running.discard(name)


def _tell_error(event: Any) -> None:
    log.error("job_failed job=%s reason=%r traceback=%r", event.job_id, event.exception, event.traceback)
