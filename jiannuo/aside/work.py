"""Pure functions, done here while there is little to do, and in a second process once there is much.

Either way the same results come in the same order. A second process that dies loses nothing: what it had not
answered is done again in its successor. A job on which two of them died, or which took too long twice, is given
up, and nothing else.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jiannuo.aside.load import Load
from jiannuo.aside.made import Made
from jiannuo.aside.second import Second
from jiannuo.errors import CrawlError

log = logging.getLogger(__name__)

LONGEST_SECONDS = 60.0
_MOST_DEATHS = 2
_MOST_IN_VAIN = 4


@dataclass(slots=True)
class _Job:
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    future: "asyncio.Future[Any]"
    deaths: int = 0


class Aside:
    """Does the jobs of one process. Functions and arguments must be ones that can be pickled.

    ``eager``: every job is done in the second process, and waits for it to start.
    """

    def __init__(
        self, load: Load | None = None, longest: float = LONGEST_SECONDS, *, eager: bool = False
    ) -> None:
        self._load = load or Load()
        self._longest = longest
        self._eager = eager
        self._others: list[Aside] = []
        self._made: list[Made] = []
        self._jobs: deque[_Job] = deque()
        self._second: Second | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._in_vain = 0

    @property
    def expecting(self) -> bool:
        """Whether jobs wait for the second process, as long as there can be one."""
        return self._eager and self._in_vain < _MOST_IN_VAIN

    def another(self) -> "Aside":
        """One more, for jobs of another kind: it expects what this one expects, and must be closed by itself."""
        self._others.append(Aside(Load(self._load.cores), self._longest))
        return self._others[-1]

    def make(self, kind: Callable[..., Any], *arguments: Any) -> Made:
        """Make something costly that jobs refer to: an argument that is Made arrives as the thing itself."""
        self._made.append(Made(len(self._made), kind, *arguments))
        return self._made[-1]

    def expect(self, jobs: int) -> None:
        """Be ready for so many jobs, which come one after the other without a pause.

        Where there are many of them the second process is started now, and they wait for it: what is costly at
        the first job is then not done in two processes.
        """
        if not self._eager and self._second is None and self._load.foresees(jobs):
            self._eager = True
            self._start()
        for other in self._others:
            other.expect(jobs)

    async def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """What ``function`` returns or raises; CrawlError when no second process survived it."""
        if self._eager and self._second is None and self._in_vain < _MOST_IN_VAIN:
            self._start()
        if not self._jobs and not (self._second and (self._second.ready or self._eager)):
            return self._here(function, arguments)
        job = _Job(function, arguments, asyncio.get_running_loop().create_future())
        self._jobs.append(job)
        if self._second is not None:
            self._second.send(function, arguments)
        if len(self._jobs) == 1:
            self._watch()
        return await job.future

    def close(self) -> None:
        """End the second process; all jobs are done by then."""
        if self._alarm is not None:
            self._alarm.cancel()
        if self._second is not None:
            self._second.close()
            self._second = None

    def _here(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        begun = time.monotonic()
        try:
            return function(*(one.thing if isinstance(one, Made) else one for one in arguments))
        finally:
            busy = self._load.busy(begun, time.monotonic())
            if busy and self._second is None and self._in_vain < _MOST_IN_VAIN:
                self._start()

    def _start(self) -> None:
        try:
            self._second = Second(self._made, self._answered, self._ended)
        except OSError as problem:
            log.warning("aside_impossible reason=%s", problem)
            self._in_vain = _MOST_IN_VAIN
            return
        for job in self._jobs:
            self._second.send(job.function, job.arguments)
        self._watch()

    def _watch(self) -> None:
        """The job whose turn it is may take so long and no longer."""
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = None
        if self._jobs and self._second is not None:
            self._alarm = asyncio.get_running_loop().call_later(self._longest, self._second.end)

    def _answered(self, done: bool, value: Any) -> None:
        job = self._jobs.popleft()
        self._in_vain = 0
        self._watch()
        _settle(job, done, value)

    def _ended(self) -> None:
        """Give up what killed two of them, and let a new one do the rest."""
        self._second = None
        self._in_vain += 1
        log.warning("aside_died jobs=%d", len(self._jobs))
        if self._jobs:
            self._jobs[0].deaths += 1
            if self._jobs[0].deaths >= _MOST_DEATHS:
                problem = CrawlError(
                    "the process that worked on it died twice", "see the log for what it said"
                )
                _settle(self._jobs.popleft(), False, problem)
        if self._jobs and self._in_vain < _MOST_IN_VAIN:
            self._start()
        while self._jobs and self._second is None:
            self._finish_here(self._jobs.popleft())

    def _finish_here(self, job: _Job) -> None:
        try:
            _settle(job, True, self._here(job.function, job.arguments))
        except Exception as problem:  # noqa: BLE001 (it belongs to whoever asked)
            _settle(job, False, problem)


def _settle(job: _Job, done: bool, value: Any) -> None:
    if job.future.done():  # whoever asked has gone
        return
    if done:
        job.future.set_result(value)
    else:
        job.future.set_exception(value)
