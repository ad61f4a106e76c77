"""The daemon: every tick it asks the database what is due and does it; between ticks it knows nothing."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from jiannuo.clock import Clock
from jiannuo.config.load import Config
from jiannuo.model.commitment import Register
from jiannuo.store import runs
from jiannuo.store.engine import Store
from scheduler.children import CrawlResult, crawl
from scheduler.due import due_outlets
from scheduler.notify import notify
from scheduler.outbox import Outbox
from scheduler.pulse import Pulse
from scheduler.sender import Sender
from scheduler.ticker import Ticker

log = logging.getLogger(__name__)

TICK_SECONDS = 5.0
_POLITE_STOP_SECONDS = 8.0
_LONGEST_STOP_SECONDS = 14.0

Crawl = Callable[[Config, Store, str, Clock, threading.Event], CrawlResult]


class Daemon:
    """One running jiannuo. The caller holds the instance lock and has migrated the store."""

    def __init__(
        self,
        config: Config,
        store: Store,
        register: Register,
        outlets: Mapping[str, str],
        clock: Clock,
        *,
        run_crawl: Crawl | None = None,
        tick_seconds: float = TICK_SECONDS,
    ) -> None:
        settings = config.settings
        self._config = config
        self._store = store
        self._clock = clock
        self._outlets = outlets
        self._run_crawl = run_crawl or _crawl
        self._tick_seconds = tick_seconds
        folder = config.path(settings.mail.folder)
        self.outbox = Outbox(store, register, settings, folder, outlets, clock)
        self.sender = Sender(store, settings.mail, folder, clock)
        self.stop = threading.Event()
        self._crawling: set[str] = set()
        self._guard = threading.Lock()
        self._crawls = ThreadPoolExecutor(settings.crawl.parallel, thread_name_prefix="crawl")
        self._ticker = Ticker()
        self._started_at = clock.now()

    def run(self) -> bool:
        """Work until ``stop`` is set, then end within 20 seconds with nothing lost.

        False when a thread still hangs in the network after that; its copy is taken back at the next start.
        """
        left_open = [name for name, run in runs.last_runs(self._store).items() if run.status == "running"]
        abandoned = runs.abandon_runs(self._store, self._clock.now())
        if abandoned:
            log.warning("runs_abandoned count=%d", abandoned)
        self._start(name for name in left_open if name in self._outlets)
        self.sender.recover()
        self._ticker.every(self._tick_seconds, "crawl", self.start_due_crawls)
        self._ticker.every(self._tick_seconds, "digest", self._build)
        self._ticker.every(self._tick_seconds, "send", self._send)
        self._ticker.every(self._tick_seconds, "pulse", _feed_watchdog)
        self._ticker.start()
        notify("READY=1", "STATUS=running")
        log.info("started outlets=%d", len(self._outlets))
        while not self.stop.wait(1):
            for name in self._ticker.nudge():
                log.warning("clock_went_back job=%s", name)
        return self._end()

    def pulse(self) -> Pulse:
        """How the daemon is right now."""
        with self._guard:
            crawling = tuple(sorted(self._crawling))
        return Pulse(self._started_at, self._ticker.ages(), crawling, self.stop.is_set())

    def start_due_crawls(self) -> None:
        """Queue a crawl of every due outlet that is not being crawled already."""
        interval = timedelta(minutes=self._config.settings.crawl.interval_minutes)
        due = due_outlets(list(self._outlets), runs.last_runs(self._store), self._clock.now(), interval)
        self._start(due)

    def _start(self, names: Iterable[str]) -> None:
        for name in names:
            with self._guard:
                if name in self._crawling or self.stop.is_set():
                    continue
                self._crawling.add(name)
            self._crawls.submit(self._crawl_one, name)

    def _crawl_one(self, name: str) -> None:
        try:
            if not self.stop.is_set():
                result = self._run_crawl(self._config, self._store, name, self._clock, self.stop)
                log.info(
                    "crawled outlet=%s status=%s found=%d seconds=%.1f outcomes=%r",
                    name,
                    result.status,
                    result.found,
                    result.seconds,
                    result.outcomes,
                )
        except Exception:  # one outlet's defect must not end the crawling of all the others
            log.exception("crawl_broke outlet=%s", name)
        finally:
            with self._guard:
                self._crawling.discard(name)

    def _build(self) -> None:
        if not self.stop.is_set():
            self.outbox.build_due()

    def _send(self) -> None:
        if not self.stop.is_set():
            self.sender.drain()

    def _end(self) -> bool:
        """Children and the mail under way get their time; then the line is cut and the threads are left."""
        notify("STOPPING=1")
        log.info("stopping")
        began = time.monotonic()
        self.sender.stop.set()
        self._ticker.stop()
        self._crawls.shutdown(wait=False, cancel_futures=True)
        cut = False
        while self._busy() and time.monotonic() - began < _LONGEST_STOP_SECONDS:
            if not cut and time.monotonic() - began > _POLITE_STOP_SECONDS:
                self.sender.abort()
                cut = True
            time.sleep(0.05)
        clean = not self._busy()
        log.info("stopped seconds=%.1f clean=%s", time.monotonic() - began, clean)
        return clean

    def _busy(self) -> bool:
        with self._guard:
            crawling = bool(self._crawling)
        return crawling or self._ticker.busy()


def _crawl(config: Config, store: Store, outlet: str, clock: Clock, stop: threading.Event) -> CrawlResult:
    return crawl(config, store, outlet, clock, stop=stop)


def _feed_watchdog() -> None:
    notify("WATCHDOG=1")
