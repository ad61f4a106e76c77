"""Which window is due, in zones that change their clocks and after clocks that jump."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from jiannuo.model.subscription import DigestWindow, Subscription, Wish
from jiannuo.model.vocabulary import Cadence
from scheduler.windows import due_window, last_boundary, ran_ahead, reading_span

ZONES = [
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/Los_Angeles",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Apia",
]


def subscription(covered: datetime, **wish: object) -> Subscription:
    return Subscription(1, "a@example.org", "", Wish(**wish), True, covered, covered)  # type: ignore[arg-type]


def windows_of_a_year(wish: Wish, step: timedelta) -> list[DigestWindow]:
    """Tick through 2026 with a daemon that looks every ``step``."""
    now, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    reader = Subscription(1, "a@example.org", "", wish, True, now, last_boundary(wish, now))
    found = []
    while now < end:
        window = due_window(reader, now, 45)
        if window:
            found.append(window)
            reader = replace(reader, covered_until=window.end)
        now += step
    return found


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", [0, 2, 7])
def test_every_day_of_a_year_has_one_window_and_none_overlaps(zone: str, hour: int) -> None:
    found = windows_of_a_year(Wish(zone=zone, hour=hour), timedelta(minutes=30))

    assert len(found) == 365
    assert all(earlier.end == later.start for earlier, later in pairwise(found))
    days = [window.end.astimezone(ZoneInfo(zone)).date() for window in found]
    assert len(set(days)) == 365


def test_windows_end_at_the_wished_hour_on_both_sides_of_a_change() -> None:
    found = windows_of_a_year(Wish(zone="Europe/Berlin", hour=7), timedelta(hours=1))

    assert {window.end.astimezone(ZoneInfo("Europe/Berlin")).hour for window in found} == {7}
    assert {window.end - window.start for window in found} == {
        timedelta(hours=23),
        timedelta(hours=24),
        timedelta(hours=25),
    }


def test_an_hour_that_spring_skips_is_the_moment_of_the_change() -> None:
    wish = Wish(zone="Europe/Berlin", hour=2)

    boundary = last_boundary(wish, datetime(2026, 3, 29, 12, tzinfo=UTC))

    assert boundary == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_an_hour_that_autumn_repeats_counts_once() -> None:
    wish = Wish(zone="Europe/Berlin", hour=2)

    first = last_boundary(wish, datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    later = last_boundary(wish, datetime(2026, 10, 25, 1, 30, tzinfo=UTC))

    assert first == later == datetime(2026, 10, 25, 0, tzinfo=UTC)


def test_weekly_windows_end_on_their_day() -> None:
    found = windows_of_a_year(Wish(Cadence.WEEKLY, weekday=4, hour=18), timedelta(hours=6))

    ends = [window.end.astimezone(ZoneInfo("Asia/Shanghai")) for window in found]
    assert len(found) == 52
    assert {(end.weekday(), end.hour) for end in ends} == {(4, 18)}


def test_monthly_windows_end_on_the_first() -> None:
    found = windows_of_a_year(Wish(Cadence.MONTHLY), timedelta(hours=6))

    ends = [window.end.astimezone(ZoneInfo("Asia/Shanghai")) for window in found]
    assert [(end.month, end.day) for end in ends] == [(month, 1) for month in range(2, 13)]


@pytest.mark.parametrize("missed", [1, 3, 30])
def test_missed_windows_become_one(missed: int) -> None:
    start = datetime(2026, 11, 1, 23, tzinfo=UTC)
    now = start + timedelta(days=missed, hours=2)

    window = due_window(subscription(start), now, 45)

    assert window == DigestWindow(start, start + timedelta(days=missed))


def test_what_is_older_than_the_limit_is_left_out() -> None:
    start = datetime(2026, 6, 1, 23, tzinfo=UTC)

    window = due_window(subscription(start), datetime(2026, 11, 1, 23, tzinfo=UTC), 45)

    assert window is not None
    assert window.end - window.start == timedelta(days=45)


def test_nothing_is_due_before_the_hour() -> None:
    covered = datetime(2026, 11, 23, 23, tzinfo=UTC)

    assert due_window(subscription(covered), covered + timedelta(hours=23, minutes=59), 45) is None
    assert due_window(subscription(covered), covered + timedelta(hours=24), 45) is not None


def test_a_clock_set_back_is_noticed() -> None:
    covered = datetime(2027, 12, 1, tzinfo=UTC)

    assert ran_ahead(subscription(covered), datetime(2026, 11, 24, tzinfo=UTC))
    assert due_window(subscription(covered), datetime(2026, 11, 24, tzinfo=UTC), 45) is None


def test_news_is_looked_for_some_days_back_but_never_from_before_the_subscription() -> None:
    created = datetime(2026, 11, 1, 23, tzinfo=UTC)
    reader = subscription(created)
    first = DigestWindow(created, created + timedelta(days=1))
    later = DigestWindow(created + timedelta(days=5), created + timedelta(days=6))

    assert reading_span(reader, first) == first
    assert reading_span(reader, later).start == created + timedelta(days=3)
