"""A source that falls ill is told of within two crawls, once; one that is merely quiet is not."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jiannuo.clock import CHINA, SetClock
from jiannuo.model.vocabulary import Symptom
from jiannuo.store import alarms, runs
from jiannuo.store.engine import Store
from jiannuo.store.runs import Run
from scheduler.due import LONGEST_BACKOFF, due_outlets
from scheduler.health import streak
from scheduler.watch import observe

BEGIN = datetime(2026, 1, 1, 0, 0, tzinfo=UTC)
FESTIVAL = (date(2026, 2, 14), date(2026, 2, 24))
STEP = timedelta(hours=6)


class Source:
    """One simulated source: every crawl writes a run as a real one would, and is observed."""

    def __init__(self, store: Store, seed: int = 1) -> None:
        self.store = store
        self.clock = SetClock(BEGIN)
        self.chance = random.Random(seed)
        self.newest = BEGIN.date()
        self.step = STEP
        self.failed = False

    def crawl(self, redesign: str = "", least: int = 0) -> None:
        """One crawl of the source, as it is normally or after a redesign."""
        run = runs.start_run(self.store, "s", self.clock.now())
        facts = self.normal(least)
        if redesign:
            facts.update(REDESIGNS[redesign](facts))
        facts["found"] = facts.get("found", 0)
        runs.finish_run(self.store, run, at=self.clock.now(), **facts)
        observe(self.store, "s", self.clock)
        self.clock.advance(self.step)

    def normal(self, least: int = 0) -> dict[str, Any]:
        """What one crawl sees: a list of some twenty reports, a few of them new, and the usual flaws."""
        chance, today = self.chance, self.clock.now().astimezone(CHINA).date()
        lull = FESTIVAL[0] <= today < FESTIVAL[1]
        # A single crawl that fails is weather; two in a row are an outage.
        self.failed = chance.random() < 0.04 and not least and not self.failed
        if self.failed:
            return failed("timed_out", 1)
        if chance.random() < 0.3 and not least:
            return facts_of({"unchanged": 1}, 0, {}, {"newest": None})
        fresh = 0 if lull else max(least, chance.choice((0, 0, 1, 2, 3, 5)))
        textless = sum(chance.random() < 0.04 for _ in range(fresh))
        pages = fresh - textless
        signs = {"pages": pages, "newest": self.newest.isoformat()}
        if fresh:
            self.newest = today
            signs["newest"] = today.isoformat()
        for name, share in (("date", 0.97), ("source", 0.9), ("ruled", 0.95)):
            signs[name] = sum(chance.random() < share for _ in range(pages))
        signs["odd_titles"] = sum(chance.random() < 0.02 for _ in range(pages))
        known = chance.randint(15, 25)
        outcomes = {"known": known, "stored": pages, "no_text": textless}
        return facts_of({"read": 1, "robots_read": 1}, known + fresh, outcomes, signs)


def facts_of(
    lists: dict[str, int], found: int, outcomes: dict[str, int], signs: dict[str, Any]
) -> dict[str, Any]:
    return {
        "status": "finished",
        "found": found,
        "outcomes": {name: count for name, count in outcomes.items() if count},
        "lists": lists,
        "message": "finished",
        "signs": signs,
    }


def failed(kind: str, count: int) -> dict[str, Any]:
    return facts_of({kind: count}, 0, {}, {"newest": None})


def fresh(facts: dict[str, Any]) -> int:
    return int(facts["signs"].get("pages", 0))


REDESIGNS: dict[str, Any] = {
    "list selector gone": lambda f: facts_of({"read": 1}, 0, {}, {"newest": None}),
    "login wall": lambda f: facts_of({"walled": 1}, 0, {}, {"newest": None}),
    "challenge before reports": lambda f: {
        "outcomes": {"known": 15, "walled": fresh(f)},
        "signs": {"pages": 0},
    },
    "article selector gone": lambda f: {"signs": {**f["signs"], "ruled": 0}},
    "script shell": lambda f: {"outcomes": {"known": 15, "no_text": fresh(f)}, "signs": {"pages": 0}},
    "only old reports": lambda f: {"signs": {**f["signs"], "newest": "2025-06-01"}},
    "charset broken": lambda f: {"outcomes": {"known": 15, "garbled": fresh(f)}, "signs": {"pages": 0}},
    "title is the site's name": lambda f: {"signs": {**f["signs"], "odd_titles": fresh(f)}},
    "dates gone": lambda f: {"signs": {**f["signs"], "date": 0}},
    "unreachable": lambda f: failed("unreachable", 1),
    "robots.txt answers 503": lambda f: facts_of({"robots_refused": 1, "disallowed": 1}, 0, {}, {}),
    "crawl killed": lambda f: {**failed("x", 0), "status": "killed", "message": "deadline of 900 s passed"},
}
SYMPTOM = {
    "list selector gone": Symptom.EMPTY,
    "login wall": Symptom.WALLED,
    "challenge before reports": Symptom.WALLED,
    "article selector gone": Symptom.FIELDS,
    "script shell": Symptom.TEXTLESS,
    "only old reports": Symptom.STALE,
    "charset broken": Symptom.GARBLED,
    "title is the site's name": Symptom.TITLES,
    "dates gone": Symptom.FIELDS,
    "unreachable": Symptom.UNREACHABLE,
    "robots.txt answers 503": Symptom.UNREACHABLE,
    "crawl killed": Symptom.UNREACHABLE,
}


@pytest.fixture
def store(tmp_path: Path, fresh_store: Callable[[Path], Store]) -> Iterator[Store]:
    store = fresh_store(tmp_path / "db")
    yield store
    store.close()


@pytest.mark.parametrize("seed", [1, 2])
def test_ninety_normal_days_with_a_spring_festival_raise_no_alarm(store: Store, seed: int) -> None:
    source = Source(store, seed)
    while source.clock.now() < BEGIN + timedelta(days=90):
        source.crawl()
    assert [(alarm.symptom, alarm.detail) for alarm in alarms.alarms_of(store, "s")] == []


@pytest.mark.parametrize("redesign", REDESIGNS)
def test_a_redesign_is_told_of_within_two_crawls_once_and_so_is_the_recovery(
    store: Store, redesign: str
) -> None:
    source = Source(store)
    for _ in range(50):
        source.crawl()
    assert alarms.alarms_of(store, "s") == []
    for _ in range(2):
        source.crawl(redesign, least=3)
    assert [alarm.symptom for alarm in alarms.alarms_of(store, "s")] == [SYMPTOM[redesign]]
    for _ in range(20):
        source.crawl(redesign, least=3)
    assert len(alarms.open_alarms(store)) == len(alarms.alarms_of(store, "s")) == 1
    for _ in range(2):
        source.crawl(least=3)
    [alarm] = alarms.alarms_of(store, "s")
    assert alarm.cleared_at is not None
    assert not alarm.accepted


def test_what_a_person_accepts_is_normal_from_then_on(store: Store) -> None:
    source = Source(store)
    for _ in range(40):
        source.crawl()
    for _ in range(3):
        source.crawl("article selector gone", least=3)
    assert alarms.clear_alarm(store, "s", source.clock.now(), accepted=True)
    for _ in range(30):
        source.crawl("article selector gone", least=2)
    assert alarms.open_alarms(store) == {}


def test_a_source_that_never_shows_a_report_is_told_of(store: Store) -> None:
    source = Source(store)
    for _ in range(3):
        source.crawl("list selector gone")
    assert [alarm.symptom for alarm in alarms.alarms_of(store, "s")] == [Symptom.EMPTY]


def test_a_host_that_asks_for_rest_and_a_daemon_that_stops_are_no_illness(store: Store) -> None:
    source = Source(store)
    for number in range(6):
        run = runs.start_run(store, "s", source.clock.now())
        facts = (
            failed("deferred", 1)
            if number % 2
            else {**failed("x", 0), "status": "killed", "message": "stopped"}
        )
        runs.finish_run(store, run, at=source.clock.now(), **facts)
        observe(store, "s", source.clock)
    assert alarms.alarms_of(store, "s") == []


def test_an_outage_of_a_month_is_asked_for_daily_and_two_alarms_tell_of_it(store: Store) -> None:
    source, hour, asked = Source(store), timedelta(hours=1), 0
    source.step = timedelta()
    for _ in range(10):
        source.crawl(least=2)
        source.clock.advance(hour)
    began = source.clock.now()
    while source.clock.now() < began + timedelta(days=30):
        if due_outlets(
            ["s"], runs.last_runs(store), source.clock.now(), hour, lambda name: waits(store, name)
        ):
            source.crawl("unreachable")
            asked += 1
        source.clock.advance(timedelta(minutes=30))
    assert 30 <= asked <= 40
    ended = source.clock.now()
    while not due_outlets(
        ["s"], runs.last_runs(store), source.clock.now(), hour, lambda name: waits(store, name)
    ):
        source.clock.advance(timedelta(minutes=30))
    assert source.clock.now() - ended <= LONGEST_BACKOFF
    source.crawl(least=2)
    [alarm] = alarms.alarms_of(store, "s")
    assert alarm.cleared_at is not None


def waits(store: Store, outlet: str) -> int:
    return streak(runs.runs_of(store, outlet, 20))


def test_a_streak_counts_the_crawls_in_a_row_that_saw_nothing() -> None:
    def run(lists: dict[str, int]) -> Run:
        return Run(1, "s", BEGIN, BEGIN, "finished", 0, {}, lists, "")

    bad, good = run({"timed_out": 1}), run({"read": 1})
    assert [streak(known) for known in ([], [good], [bad, good], [bad, bad], [good, bad])] == [0, 0, 1, 2, 0]
