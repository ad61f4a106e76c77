"""A host gets the rest it asks for, and requests to it keep their distance whoever sends them."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from scrapy.http import Response

from crawler.middlewares.conditional import LONGEST_FRESH, validators_in
from crawler.middlewares.pace import LONGEST, pause, retry_after
from jiannuo.clock import SetClock
from jiannuo.store.engine import Store
from jiannuo.store.hosts import take_turn
from jiannuo.store.validators import Validators, keep_validators, load_validators

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 3600 ", HOUR),
        ("Sun, 01 Mar 2026 13:00:00 GMT", HOUR),
        ("Sun, 01 Mar 2026 21:00:00 +0800", HOUR),
        ("Sunday, 01-Mar-26 13:00:00 GMT", HOUR),
        ("99999999999999999999", timedelta(seconds=10**7)),
        ("0", None),
        ("-5", None),
        ("-99999999999999", None),
        ("Sun, 01 Mar 2020 13:00:00 GMT", None),
        ("", None),
        ("soon", None),
        ("1e9", None),
        ("²", None),
        ("9" * 5000, None),
        ("Sun, 99 Foo 2026 99:99:99 GMT", None),
        ("\x00", None),
        ("nan", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_or_nothing(value: str, wait: timedelta | None) -> None:
    assert retry_after(value, NOW) == wait


def test_a_pause_grows_with_failures_and_ends_after_a_day() -> None:
    silent, greedy = (
        Response("http://a.example"),
        Response("http://a.example", headers={"Retry-After": "9" * 9}),
    )
    waits = [pause(silent, NOW, failures) for failures in range(30)]
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert waits == sorted(waits)
    assert waits[-1] == pause(greedy, NOW, 0) == LONGEST


def test_a_turn_keeps_its_distance_and_a_clock_that_ran_ahead_is_not_waited_for(store: Store) -> None:
    gap = timedelta(seconds=5)
    assert take_turn(store, "a", SetClock(NOW), gap) == timedelta()
    assert take_turn(store, "a", SetClock(NOW + timedelta(seconds=2)), gap) == timedelta(seconds=3)
    assert take_turn(store, "b", SetClock(NOW), gap) == timedelta()
    assert take_turn(store, "a", SetClock(NOW + gap), gap) == timedelta()
    assert take_turn(store, "a", SetClock(NOW - timedelta(days=400)), gap) == timedelta()


def test_who_looked_at_the_clock_before_another_took_the_turn_waits_too(store: Store) -> None:
    gap = timedelta(seconds=5)
    assert take_turn(store, "a", SetClock(NOW + timedelta(seconds=1)), gap) == timedelta()
    assert take_turn(store, "a", SetClock(NOW), gap) == timedelta(seconds=6)


_RACER = """
import sys, time
from datetime import timedelta
from jiannuo.clock import SystemClock
from jiannuo.store.engine import Store
from jiannuo.store.hosts import take_turn
class Noted(SystemClock):
    def now(self):
        self.last = super().now()
        return self.last
store, clock, gap = Store(sys.argv[1]), Noted(), timedelta(seconds=0.1)
for _ in range(10):
    while wait := take_turn(store, "a", clock, gap):
        time.sleep(wait.total_seconds())
    print(clock.last.timestamp(), flush=True)
"""


def test_three_processes_take_turns_with_one_host(store: Store) -> None:
    program = [sys.executable, "-c", _RACER, store.url]
    racers = [subprocess.Popen(program, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    took = sorted(float(line) for racer in racers for line in racer.communicate(timeout=30)[0].splitlines())
    assert len(took) == 30
    assert min(later - one for one, later in pairwise(took)) >= 0.1 - 1e-6


def test_a_good_answer_replaces_the_validators_even_by_none(store: Store) -> None:
    url = "http://a.example/"
    keep_validators(store, {url: Validators('"1"', "yesterday", NOW)}, NOW)
    assert load_validators(store, [url]) == {url: Validators('"1"', "yesterday", NOW)}
    keep_validators(store, {url: Validators(None, "today")}, NOW)
    assert load_validators(store, [url]) == {url: Validators(None, "today")}
    keep_validators(store, {url: Validators()}, NOW)
    assert load_validators(store, [url]) == {url: Validators()}


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({"Cache-Control": "max-age=600"}, timedelta(minutes=10)),
        ({"Cache-Control": "public, max-age=600", "Age": "200"}, timedelta(seconds=400)),
        ({"Cache-Control": "max-age=31536000"}, LONGEST_FRESH),
        ({"Cache-Control": "no-cache, max-age=600"}, None),
        ({"Cache-Control": "max-age=0"}, None),
        ({"Cache-Control": "s-maxage=600"}, None),
        ({"Cache-Control": "max-age=soon"}, None),
        ({"Cache-Control": "max-age=600", "Age": "900"}, None),
        ({}, None),
    ],
)
def test_an_answer_stays_fresh_as_long_as_it_says_within_bounds(
    headers: dict[str, str], fresh: timedelta | None
) -> None:
    until = validators_in(Response("http://a.example", headers=headers), NOW).fresh_until
    assert until == (NOW + fresh if fresh else None)
