"""What the daemon starts at a tick, derived from the database alone, with a clock that jumps."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jiannuo.clock import Clock, SetClock
from jiannuo.config.load import Config
from jiannuo.config.settings import Settings
from jiannuo.model.commitment import Register
from jiannuo.store import runs
from jiannuo.store.engine import Store
from scheduler.children import CrawlResult
from scheduler.daemon import Daemon, Setup
from scheduler.due import due_outlets
from scheduler.ticker import Ticker

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def run(outlet: str, started: datetime) -> runs.Run:
    return runs.Run(1, outlet, started, started, "finished", 0, {}, {}, "")


@pytest.mark.parametrize(
    ("started", "due"),
    [
        (None, True),
        (NOW - timedelta(minutes=59), False),
        (NOW - HOUR, True),
        (NOW - timedelta(days=400), True),
        (NOW + timedelta(days=400), True),
    ],
)
def test_an_outlet_is_due_by_its_last_run(started: datetime | None, due: bool) -> None:
    last = {"daily": run("daily", started)} if started else {}

    assert due_outlets(["daily"], last, NOW, HOUR) == (["daily"] if due else [])


def test_a_killed_run_is_taken_up_again_soon() -> None:
    killed = replace(run("daily", NOW - timedelta(minutes=11)), status="killed")

    assert due_outlets(["daily"], {"daily": killed}, NOW, HOUR) == ["daily"]
    assert due_outlets(["daily"], {"daily": killed}, NOW - timedelta(minutes=5), HOUR) == []


def test_who_waited_longest_comes_first() -> None:
    last = {"a": run("a", NOW - 2 * HOUR), "b": run("b", NOW - 3 * HOUR)}

    assert due_outlets(["a", "b", "c"], last, NOW, HOUR) == ["c", "b", "a"]


class Crawls:
    """Stands where children are started: records, writes the run, and may be held."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.may_end = threading.Event()
        self.may_end.set()
        self.failing = ""
        self.ended = threading.Semaphore(0)

    def __call__(
        self, config: Config, store: Store, name: str, clock: Clock, stop: threading.Event
    ) -> CrawlResult:
        self.names.append(name)
        runs.start_run(store, name, clock.now())
        self.may_end.wait(10)
        self.ended.release()
        if name == self.failing:
            raise RuntimeError("a defect")
        return CrawlResult(name, 1, "finished", 0, {}, {}, "", 0.0)

    def wait(self, count: int) -> None:
        for _ in range(count):
            assert self.ended.acquire(timeout=10)


@pytest.fixture
def crawls() -> Crawls:
    return Crawls()


@pytest.fixture
def daemon(store: Store, register: Register, clock: SetClock, tmp_path: Path, crawls: Crawls) -> Any:
    config = Config(Settings(), tmp_path)
    outlets = {"daily": "日报", "radio": "广播"}
    made = Daemon(Setup(config, register, outlets), store, clock, run_crawl=crawls)
    yield made
    crawls.may_end.set()
    made.stop.set()
    made._crawls.shutdown(wait=True)


def test_what_readers_ask_for_is_made_ready_from_the_first_tick_on(
    store: Store, register: Register, clock: SetClock, tmp_path: Path
) -> None:
    ready = threading.Event()
    setup = Setup(Config(Settings(), tmp_path), register, {}, tend=lambda _stop: ready.set())
    daemon = Daemon(setup, store, clock)
    running = threading.Thread(target=daemon.run)
    running.start()
    tended = ready.wait(10)
    daemon.stop.set()
    running.join(20)

    assert tended


def test_each_due_outlet_is_crawled_once_an_interval(daemon: Daemon, crawls: Crawls, clock: SetClock) -> None:
    daemon.start_due_crawls()
    crawls.wait(2)
    daemon.start_due_crawls()
    clock.advance(timedelta(minutes=61))
    wait_until_idle(daemon)
    daemon.start_due_crawls()
    crawls.wait(2)

    assert sorted(crawls.names) == ["daily", "daily", "radio", "radio"]


def test_an_outlet_under_way_is_not_started_again(daemon: Daemon, crawls: Crawls, clock: SetClock) -> None:
    crawls.may_end.clear()
    daemon.start_due_crawls()
    clock.advance(timedelta(hours=5))
    daemon.start_due_crawls()
    crawls.may_end.set()
    crawls.wait(2)

    assert sorted(crawls.names) == ["daily", "radio"]


def test_a_clock_that_jumps_back_does_not_stop_the_crawls(
    daemon: Daemon, crawls: Crawls, clock: SetClock
) -> None:
    daemon.start_due_crawls()
    crawls.wait(2)
    wait_until_idle(daemon)
    clock.advance(timedelta(days=-400))
    daemon.start_due_crawls()
    crawls.wait(2)

    assert len(crawls.names) == 4


def test_one_outlets_defect_leaves_the_others_alone(daemon: Daemon, crawls: Crawls, clock: SetClock) -> None:
    crawls.failing = "daily"
    daemon.start_due_crawls()
    crawls.wait(2)
    wait_until_idle(daemon)
    clock.advance(timedelta(hours=2))
    daemon.start_due_crawls()
    crawls.wait(2)

    assert len(crawls.names) == 4


def test_a_ticker_calls_each_job_in_its_turn_and_survives_its_errors() -> None:
    ticker, calls = Ticker(), threading.Semaphore(0)

    def broken() -> None:
        calls.release()
        raise RuntimeError("a defect")

    ticker.every(0.05, "broken", broken)
    ticker.start()
    for _ in range(3):
        assert calls.acquire(timeout=10)
    ticker.stop()


def test_a_ticker_never_calls_a_job_twice_at_one_time() -> None:
    ticker, at_once, most = Ticker(), 0, 0
    started, go = threading.Semaphore(0), threading.Event()

    def slow() -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        started.release()
        go.wait(0.3)
        at_once -= 1

    ticker.every(0.01, "slow", slow)
    ticker.start()
    for _ in range(3):
        assert started.acquire(timeout=10)
    ticker.stop()
    go.set()

    assert most == 1


def wait_until_idle(daemon: Daemon) -> None:
    """Until the crawl threads have put down their work (they say ended a moment before)."""
    while daemon.pulse().crawling:
        threading.Event().wait(0.005)
