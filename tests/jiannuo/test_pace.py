"""Pace: the share reached against the share of time that has passed, as official texts reckon it."""

from dataclasses import replace
from datetime import date

import pytest

from jiannuo.model.commitment import Baseline, Target
from jiannuo.model.deadline import deadline
from jiannuo.model.finding import Quote, Reading
from jiannuo.model.pace import paced
from jiannuo.model.vocabulary import Comparator, Deadline, Field, Pace, Precision, ReadingKind, Scope, Stage
from jiannuo.model.when import When, parse_when

PROMISED = date(2021, 1, 1)
GOAL = Target("高新技术企业", "家", Comparator.AT_LEAST, 10_000.0, due=parse_when("2024"))


def reading(value: float, as_of: str = "2023-01-01") -> Reading:
    quote = Quote(Field.TEXT, f"{value:g}家", 0, 1)
    return Reading("高新技术企业", value, "家", Scope.CITY, ReadingKind.FACT, quote, parse_when(as_of))


def pace_of(value: float, day: date, target: Target = GOAL, due: When | None = None) -> Pace | None:
    found = paced(target, reading(value), day, PROMISED, due)
    return found.pace if found else None


@pytest.mark.parametrize(
    ("value", "pace"),
    [(4000, Pace.BEHIND), (5000, Pace.ON_SCHEDULE), (6000, Pace.AHEAD), (10_000, Pace.REACHED)],
)
def test_half_of_the_time_asks_for_half_of_the_way(value: float, pace: Pace) -> None:
    assert pace_of(value, date(2023, 1, 1)) is pace


def test_the_gap_is_told_in_shares_of_the_way() -> None:
    found = paced(GOAL, reading(5730), date(2023, 1, 1), PROMISED, None)
    assert found is not None
    assert found.share == pytest.approx(0.573)
    assert found.gap == pytest.approx(0.073, abs=0.001)


def test_from_a_baseline_only_what_was_added_counts_for_the_pace() -> None:
    base = Baseline(5000.0, "家", as_of=parse_when("2020-12-31"))
    target = replace(GOAL, baseline=base)
    assert pace_of(6000, date(2023, 1, 1), target) is Pace.BEHIND
    found = paced(target, reading(7500), date(2023, 1, 1), PROMISED, None)
    assert found is not None
    assert (found.share, found.way) == (0.75, 0.5)


def test_without_a_due_day_no_pace_is_claimed() -> None:
    assert pace_of(6000, date(2023, 1, 1), replace(GOAL, due=None)) is Pace.OPEN
    assert pace_of(6000, date(2023, 1, 1), replace(GOAL, due=None), parse_when("2024")) is Pace.AHEAD


@pytest.mark.parametrize(
    ("as_of", "day", "pace"),
    [
        (parse_when("2023-07-01"), date(2023, 7, 2), Pace.ON_SCHEDULE),
        (parse_when("2023-10-01"), date(2023, 10, 1), Pace.BEHIND),
        (When(date(2023, 1, 1), Precision.YEAR), date(2023, 12, 31), Pace.BEHIND),
    ],
    ids=["midyear", "autumn", "the whole year"],
)
def test_a_yearly_target_begins_anew_each_year(as_of: When, day: date, pace: Pace) -> None:
    yearly = Target("科技服务活动", "场", Comparator.AT_LEAST, 300.0, period="year")
    told = replace(reading(150), as_of=as_of)
    found = paced(yearly, told, day, PROMISED, None)
    assert found is not None
    assert found.pace is pace


@pytest.mark.parametrize(
    "change", [{"value": None}, {"comparator": None}, {"comparator": Comparator.AT_MOST}]
)
def test_what_cannot_be_compared_has_no_pace(change: dict[str, object]) -> None:
    assert paced(replace(GOAL, **change), reading(1), date(2023, 1, 1), PROMISED, None) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("due", "on", "stage", "paces", "state"),
    [
        (None, "2024-01-01", Stage.STARTED, [], Deadline.NONE_GIVEN),
        (None, "2024-01-01", Stage.OPERATING, [], Deadline.NONE_GIVEN),
        ("2025", "2024-01-01", Stage.STARTED, [], Deadline.AHEAD),
        ("2025", "2025-10-10", Stage.STARTED, [], Deadline.NEAR),
        ("2025", "2025-12-31", Stage.STARTED, [], Deadline.NEAR),
        ("2025", "2026-01-01", Stage.STARTED, [], Deadline.OVERDUE),
        ("2025", "2026-01-01", Stage.OPERATING, [], Deadline.MET),
        ("2025", "2026-01-01", Stage.RESULT, [Pace.BEHIND], Deadline.OVERDUE),
        ("2025", "2026-01-01", Stage.RESULT, [Pace.REACHED], Deadline.MET),
    ],
)
def test_the_due_day(due: str | None, on: str, stage: Stage, paces: list[Pace], state: Deadline) -> None:
    assert deadline(parse_when(due) if due else None, date.fromisoformat(on), stage, paces) is state
