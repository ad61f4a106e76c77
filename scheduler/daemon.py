"""The daemon: every tick it asks the database what is due and does it; between ticks it knows nothing."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

from jiannuo.clock import Clock
from jiannuo.config.load import Config, reveal
from jiannuo.errors import JiannuoError, UsageError
from jiannuo.model.commitment import Register
from jiannuo.model.vocabulary import DeliveryState
from jiannuo.store import runs
from jiannuo.store.engine import Store
from jiannuo.store.index import take_in
from jiannuo.store.leading import LOOK_SECONDS, Lead
from scheduler.children import CrawlResult, crawl
from scheduler.due import due_outlets
from scheduler.health import streak
from scheduler.herald import Herald
from scheduler.hooks.courier import Courier
from scheduler.notify import notify
from scheduler.outbox import Outbox
from scheduler.ping import Ping
from scheduler.pulse import Pulse
from scheduler.retention import DailyRetention, Retention
from scheduler.sender import Sender
from scheduler.ticker import Ticker
from scheduler.winding_down import wind_down
from scheduler.workers.seat import Seat

log = logging.getLogger(__name__)

TICK_SECONDS = 5.0
STANDSTILL_SECONDS = 90.0

Crawl = Callable[[Config, Store, str, Clock, threading.Event], CrawlResult]


@dataclass(frozen=True, slots=True)
class Setup:
    """What a running daemon can take up anew: settings, register, and titles of followed outlets by name.

    ``taken_up`` is called once this setup is the one that counts, ``tend`` every tick from then on: it has ready what
    readers will ask for, and ends when what it is given says so.
    """

    config: Config
    register: Register
    outlets: Mapping[str, str]
    english: Mapping[str, str] = field(default_factory=dict)
    taken_up: Callable[[], None] = lambda: None
    tend: Callable[[Callable[[], bool]], None] = lambda _stop: None


class Daemon:
    """One running jiannuo. The caller holds the instance lock, or gives the ``lead``, and has migrated the store.

    With a ``lead`` it stands by until it leads, and ends when it leads no more (``lost_lead``).
    Setting ``reload_wanted`` calls ``reload`` for a new setup; when that raises, the old one stays.
    """

    def __init__(
        self,
        setup: Setup,
        store: Store,
        clock: Clock,
        *,
        reload: Callable[[], Setup] | None = None,
        run_crawl: Crawl | None = None,
        lead: Lead | None = None,
        tick_seconds: float = TICK_SECONDS,
    ) -> None:
        self._store = store
        self._clock = clock
        self._reload = reload
        self._run_crawl = run_crawl or _crawl
        self._tick_seconds = tick_seconds
        self._senders: list[Sender | Courier] = []
        self._crawling: set[str] = set()
        self._guard = threading.Lock()
        lost = setup.config.settings.workers.lost_seconds
        self._seat = Seat(store, clock, lead, lost, self._now_crawling)
        self._take_up(setup)
        self.stop = threading.Event()
        self.reload_wanted = threading.Event()
        self._crawls = ThreadPoolExecutor(setup.config.settings.crawl.parallel, thread_name_prefix="crawl")
        self._ticker = Ticker()
        self._started_at = clock.now()

    def run(self) -> bool:
        """Work until ``stop`` is set, then end within 20 seconds with nothing lost.

        False when a thread still hangs in the network after that; its copy is taken back at the next start.
        """
        if not self._seat.stand_by(self.stop, self._tick_seconds, self._reload_if_wanted):
            self._seat.leave()
            return True
        left_open = [name for name, run in runs.last_runs(self._store).items() if run.status == "running"]
        abandoned = runs.abandon_runs(self._store, self._clock.now())
        if abandoned:
            log.warning("runs_abandoned count=%d", abandoned)
        self._start(name for name in left_open if name in self._outlets)
        self.sender.recover()
        self._ticker.every(self._tick_seconds, "crawl", self.start_due_crawls)
        self._ticker.every(self._tick_seconds, "digest", self._build)
        self._ticker.every(self._tick_seconds, "send", self._send)
        self._ticker.every(self._tick_seconds, "index", self._take_in)
        self._ticker.every(self._tick_seconds, "readers", self._tend)
        self._ticker.every(self._tick_seconds, "hooks", self._post)
        self._ticker.every(60 * self._tick_seconds, "retention", self._let_go)
        self._ticker.every(self._tick_seconds, "alarms", self._tell_operator)
        self._ticker.every(self._tick_seconds, "ping", self._send_ping)
        self._ticker.every(self._tick_seconds, "pulse", self._feed_watchdog)
        self._ticker.every(self._tick_seconds, "beat", self._seat.beat)
        self._ticker.start()
        notify("READY=1", "STATUS=running")
        log.info("started outlets=%d", len(self._outlets))
        while not self.stop.wait(LOOK_SECONDS):
            if not self._seat.still_leads():
                self.stop.set()
            for name in self._ticker.nudge():
                log.warning("clock_went_back job=%s", name)
            self._reload_if_wanted()
        return self._end()

    @property
    def lost_lead(self) -> bool:
        """Whether it ended because another may lead now."""
        return self._seat.lost

    def _reload_if_wanted(self) -> None:
        if self.reload_wanted.is_set():
            self.reload_wanted.clear()
            self._try_reload()

    def _now_crawling(self) -> tuple[str, ...]:
        with self._guard:
            return tuple(sorted(self._crawling))

    def _take_up(self, setup: Setup) -> None:
        settings, folder = setup.config.settings, setup.config.path(setup.config.settings.mail.folder)
        language, clock, outlets = settings.digest.language, self._clock, setup.outlets
        # Whatever may be refused comes first: a setup is taken up whole or not at all.
        ping = Ping(reveal(settings.watch.ping_url))
        holder = self._seat.holder
        sender = Sender(self._store, settings.mail, folder, clock, language=language, holder=holder)
        herald = Herald(self._store, settings.mail, folder, outlets, language, clock)
        courier = Courier(self._store, settings, clock, holder=holder)
        retention = DailyRetention(Retention(self._store, setup.config, clock), clock)
        outbox = Outbox(self._store, setup.register, settings, folder, outlets, clock, english=setup.english)
        for retired in self._senders:
            retired.stop.set()  # it finishes the mail in hand; the next tick uses its successor
        self.setup, self._config, self._outlets = setup, setup.config, outlets
        self._ping, self.sender, self.herald, self.outbox = ping, sender, herald, outbox
        self._senders = [*self._senders[-2:], sender, courier]
        self.courier, self._retention = courier, retention
        setup.taken_up()

    def _try_reload(self) -> None:
        if self._reload is None:
            return
        try:
            setup = self._reload()
            if setup.config.database_url() != self._config.database_url():
                raise UsageError("another database cannot be taken up while running", "restart the daemon")
            self._take_up(setup)
        except JiannuoError as problem:
            log.error("reload_refused reason=%r", str(problem))
            notify(f"STATUS=reload refused: {problem}")
            return
        log.info("reloaded outlets=%d register=%s", len(setup.outlets), setup.register.version[:12])
        notify("STATUS=running")

    def pulse(self) -> Pulse:
        """How the daemon is right now."""
        crawling, ages = self._now_crawling(), self._ticker.ages()
        return Pulse(self._started_at, ages, crawling, self.stop.is_set(), not self._seat.leading)

    def start_due_crawls(self) -> None:
        """Queue a crawl of every due outlet that is not being crawled already."""
        interval = timedelta(minutes=self._config.settings.crawl.interval_minutes)
        last = runs.last_runs(self._store)
        due = due_outlets(list(self._outlets), last, self._clock.now(), interval, self._streak)
        self._start(due)

    def _streak(self, outlet: str) -> int:
        return streak(runs.runs_of(self._store, outlet, 20))

    def _start(self, names: Iterable[str]) -> None:
        for name in () if self._config.settings.workers.crawl else names:
            with self._guard:
                if name in self._crawling or self.stop.is_set():
                    continue
                self._crawling.add(name)
            self._crawls.submit(self._crawl_one, name)

    def _crawl_one(self, name: str) -> None:
        try:
            if not self.stop.is_set():
                result = self._run_crawl(self._config, self._store, name, self._clock, self.stop)
                if result.status == "finished":
                    self._ping.done()
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
            self.outbox.build_due(self.stop)

    def _send(self) -> None:
        if not self.stop.is_set():
            tally = self.sender.drain()
            if tally[DeliveryState.SENT] or tally[DeliveryState.WRITTEN]:
                self._ping.done()

    def _post(self) -> None:
        if not self.stop.is_set() and self.courier.drain()[DeliveryState.SENT]:
            self._ping.done()

    def _let_go(self) -> None:
        if not self.stop.is_set():
            self._retention.tend(self.stop)

    def _tell_operator(self) -> None:
        if not self.stop.is_set():
            self.herald.tell()

    def _take_in(self) -> None:
        if taken := take_in(self._store, stop=self.stop.is_set):
            log.info("indexed reports=%d", taken)

    def _tend(self) -> None:
        self.setup.tend(self.stop.is_set)

    def _send_ping(self) -> None:
        self._ping.send()

    def _feed_watchdog(self) -> None:
        # The crawl tick is always short: when it stands still, so does the daemon.
        if self._ticker.ages().get("crawl", 0.0) < STANDSTILL_SECONDS:
            notify("WATCHDOG=1")

    def _end(self) -> bool:
        """Children and the mail under way get their time; then the line is cut and the threads are left."""
        notify("STOPPING=1")
        log.info("stopping")
        began = time.monotonic()
        for sender in self._senders:
            sender.stop.set()
        self._ticker.stop()
        self._crawls.shutdown(wait=False, cancel_futures=True)
        clean = wind_down(self._busy, self._cut)
        self._seat.leave()
        log.info("stopped seconds=%.1f clean=%s", time.monotonic() - began, clean)
        return clean

    def _cut(self) -> None:
        for sender in self._senders:
            sender.abort()
        self.herald.abort()

    def _busy(self) -> bool:
        with self._guard:
            crawling = bool(self._crawling)
        return crawling or self._ticker.busy()


def _crawl(config: Config, store: Store, outlet: str, clock: Clock, stop: threading.Event) -> CrawlResult:
    return crawl(config, store, outlet, clock, stop=stop)
