"""Dates that are known only to the month or year keep saying so."""

from datetime import UTC, date, datetime, timedelta

import pytest

from jiannuo.clock import SetClock, SystemClock
from jiannuo.model.vocabulary import Precision
from jiannuo.model.when import When, parse_when


@pytest.mark.parametrize(
    ("text", "day", "precision", "last"),
    [
        ("2022", date(2022, 1, 1), Precision.YEAR, date(2022, 12, 31)),
        ("2024-02", date(2024, 2, 1), Precision.MONTH, date(2024, 2, 29)),
        ("2022-06-25", date(2022, 6, 25), Precision.DAY, date(2022, 6, 25)),
    ],
)
def test_what_is_written_is_read_with_its_precision(
    text: str, day: date, precision: Precision, last: date
) -> None:
    when = parse_when(text)
    assert when is not None
    assert (when.day, when.precision, when.last_day()) == (day, precision, last)
    assert when.iso() == text


def test_a_half_year_ends_on_its_last_day() -> None:
    assert When(date(2022, 7, 1), Precision.HALF).last_day() == date(2022, 12, 31)


@pytest.mark.parametrize("text", ["", "2022-13", "年9月11日", "2022-02-30", "abcd"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_when(text) is None


def test_a_date_time_keeps_its_moment() -> None:
    when = parse_when("2022-06-25T10:30:00+08:00")
    assert when is not None
    assert when.moment == datetime(2022, 6, 25, 2, 30, tzinfo=UTC)


def test_a_set_clock_stands_until_it_is_moved() -> None:
    clock = SetClock(datetime(2024, 2, 29, tzinfo=UTC))
    clock.advance(timedelta(days=-1))
    assert clock.now() == datetime(2024, 2, 28, tzinfo=UTC)


def test_the_system_clock_is_aware() -> None:
    assert SystemClock().now().tzinfo is UTC
