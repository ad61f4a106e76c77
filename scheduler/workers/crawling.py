"""A crawl worker: it takes crawls from the queue, derives with the others what is due, and mends what was lost.

Who holds what is told in one place only, the table of workers (``Presence``). A job whose outlet no living worker says it
crawls is dropped, whatever the queue believes of it: so a worker that was killed, one that could not note the end of a
job, and one whose row was pruned are all the same case (procrastinate-org/procrastinate#1518). No job mends jobs (#1408).
"""

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from jiannuo.clock import Clock
from jiannuo.config.load import Config
from jiannuo.model.worker import WorkerKind
from jiannuo.store import runs
from jiannuo.store.engine import Store
from jiannuo.store.workers import all_workers, close_lost_runs, close_own_runs
from scheduler.children import CrawlResult, crawl
from scheduler.due import due_outlets, lost_lately
from scheduler.health import streak
from scheduler.workers.locks import host_locks
from scheduler.workers.presence import Presence
from scheduler.workers.queue import CrawlQueue, pause

log = logging.getLogger(__name__)

Crawl = Callable[[str, threading.Event], CrawlResult]


class CrawlWorker:
    """One `jiannuo worker`; ``hosts`` maps the followed outlets to their hosts. ``run`` works until ``stop`` is set."""

    def __init__(
        self,
        config: Config,
        store: Store,
        clock: Clock,
        hosts: Mapping[str, Collection[str]],
        *,
        run_crawl: Crawl | None = None,
    ) -> None:
        self._config = config
        self._store = store
        self._clock = clock
        self._locks = host_locks(hosts)
        self._run_crawl = run_crawl or self._crawl
        lost = config.settings.workers.lost_seconds
        self._doing: dict[str, threading.Event] = {}
        self._unclaimed: dict[int, float] = {}
        self._unclaimed_seconds = lost / 4
        self.presence = Presence(store, clock, WorkerKind.CRAWL, lost, lambda: tuple(sorted(self._doing)))
        self._queue = CrawlQueue(store, self._do, lost)
        self._pool = ThreadPoolExecutor(config.settings.crawl.parallel + 2, thread_name_prefix="crawl")
        self.stop = threading.Event()

    def run(self) -> bool:
        """Work until ``stop`` is set; then what is being crawled is cut short and taken up by others. True."""
        self._queue.prepare()
        self.presence.beat()
        log.info("worker_started name=%s outlets=%d", self.presence.name, len(self._locks))
        asyncio.run(self._serve())
        self.presence.leave()
        log.info("worker_stopped name=%s", self.presence.name)
        return True

    async def _serve(self) -> None:
        ended = asyncio.Event()
        asyncio.get_running_loop().set_exception_handler(self._overheard)
        guards = [
            asyncio.create_task(one) for one in (self._heed(ended), self._beat(ended), self._work(ended))
        ]
        await ended.wait()
        await asyncio.gather(*guards)

    async def _heed(self, ended: asyncio.Event) -> None:
        """Pass ``stop`` on, and let go of everything when we cannot make ourselves heard."""
        while not self.stop.is_set():
            await asyncio.sleep(0.2)
            if self.presence.unheard() and (cut := self._cut()):
                log.error("worker_unheard name=%s crawls_cut=%d", self.presence.name, cut)
        self._cut()
        ended.set()

    async def _beat(self, ended: asyncio.Event) -> None:
        while not ended.is_set():
            await self._trying("beat", asyncio.to_thread(self._live))
            await pause(self.presence.beat_seconds, ended)

    async def _work(self, ended: asyncio.Event) -> None:
        """The queue's own worker ends when it loses the database; it is begun anew for as long as we live."""
        while not ended.is_set():
            await self._trying("queue", self._connected(ended))
            await pause(1.0, ended)

    async def _connected(self, ended: asyncio.Event) -> None:
        async with self._queue.opened():
            working = asyncio.create_task(self._queue.work(self._config.settings.crawl.parallel))
            try:
                while not (working.done() or ended.is_set()):
                    await self._plan()
                    await self._mend()
                    await pause(self.presence.beat_seconds, ended)
            finally:
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)

    async def _trying(self, what: str, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception as problem:  # noqa: BLE001 (a database that is away for a while ends nothing here)
            log.warning(
                "worker_hindered name=%s at=%s reason=%r", self.presence.name, what, str(problem)[:300]
            )

    def _overheard(self, _loop: object, told: dict[str, Any]) -> None:
        """The queue could not note the end of a job, which is dropped then, or was dropped already."""
        log.warning(
            "job_end_not_noted name=%s reason=%r", self.presence.name, str(told.get("exception")).strip()
        )

    def _live(self) -> None:
        self.presence.beat()
        now = self._clock.now()
        closed = close_own_runs(self._store, self.presence.name, tuple(self._doing), now)
        if closed := closed + close_lost_runs(self._store, now):
            log.warning("runs_abandoned count=%d", closed)

    async def _plan(self) -> None:
        """Queue what is due; every worker does, and the queue takes each outlet once."""
        waiting = await self._queue.waiting()
        for name in await asyncio.to_thread(self._due, tuple(self._locks)):
            if name not in waiting:
                await self._queue.add(name, self._locks[name])

    async def _mend(self) -> None:
        """Drop the jobs that no living worker does, once that has been so for a while."""
        taken = await self._queue.taken()
        now = await asyncio.to_thread(self._clock.now)
        workers = await asyncio.to_thread(all_workers, self._store)
        claimed = {name for worker in workers if worker.alive(now) for name in worker.doing}
        unclaimed = {job for job, name in taken.items() if name not in claimed}
        since = time.monotonic()
        self._unclaimed = {job: self._unclaimed.get(job, since) for job in unclaimed}
        for job, first in self._unclaimed.items():
            if since - first > self._unclaimed_seconds:
                log.warning("job_dropped job=%d outlet=%s", job, taken[job])
                await self._queue.drop(job)

    def _due(self, names: Collection[str]) -> list[str]:
        last = {name: run for name, run in runs.last_runs(self._store).items() if name in self._locks}
        interval = timedelta(minutes=self._config.settings.crawl.interval_minutes)
        lost = {name for name in names if name in last and last[name].lost and self._lost_lately(name)}
        usual = due_outlets(names, last, self._clock.now(), interval, self._streak)
        # A worker's crawl is closed when the worker is dead; others end, or are due again after a while.
        going = {name for name, run in last.items() if run.status == "running" and run.worker}
        return [name for name in dict.fromkeys((*sorted(lost), *usual)) if name not in going]

    def _lost_lately(self, outlet: str) -> bool:
        return lost_lately(runs.runs_of(self._store, outlet, 3))

    def _streak(self, outlet: str) -> int:
        return streak(runs.runs_of(self._store, outlet, 20))

    async def _do(self, outlet: str) -> None:
        """One job. Whether it is still due is asked again now that nobody else can be at it."""
        if self.stop.is_set() or self.presence.unheard() or outlet in self._doing:
            return
        halt = self._doing[outlet] = threading.Event()
        try:
            # The others must know before the first request goes out.
            await asyncio.to_thread(self.presence.beat)
            if outlet in await asyncio.to_thread(self._due, (outlet,)):
                await asyncio.get_running_loop().run_in_executor(self._pool, self._crawl_one, outlet, halt)
        finally:
            del self._doing[outlet]

    def _crawl_one(self, outlet: str, halt: threading.Event) -> None:
        result = self._run_crawl(outlet, halt)
        log.info(
            "crawled outlet=%s status=%s found=%d seconds=%.1f outcomes=%r",
            outlet,
            result.status,
            result.found,
            result.seconds,
            result.outcomes,
        )

    def _crawl(self, outlet: str, halt: threading.Event) -> CrawlResult:
        grace = min(10.0, self.presence.grace_seconds)
        return crawl(
            self._config,
            self._store,
            outlet,
            self._clock,
            stop=halt,
            worker=self.presence.name,
            grace_seconds=grace,
        )

    def _cut(self) -> int:
        """End what is being crawled; how many crawls that were."""
        going = [halt for halt in tuple(self._doing.values()) if not halt.is_set()]
        for halt in going:
            halt.set()
        return len(going)
