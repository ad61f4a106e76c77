"""Where a commitment stands is derived from dated evidence, and old news sets nothing back."""

from datetime import UTC, date, datetime

import pytest

from jiannuo.model.commitment import Commitment, Target
from jiannuo.model.finding import Quote, Reading
from jiannuo.model.news import NewsItem, Reached
from jiannuo.model.standing import standing, steps
from jiannuo.model.vocabulary import (
    CommitmentKind,
    Comparator,
    Field,
    ReadingKind,
    Scope,
    Stage,
    Verdict,
)
from jiannuo.model.when import When, parse_when

PROMISED, TODAY = date(2021, 12, 16), date(2026, 11, 1)
LADDER = (Stage.PLANNED, Stage.STARTED, Stage.UNDER_CONSTRUCTION, Stage.COMPLETED, Stage.OPERATING)
GOAL = Target("高新技术企业", "家", Comparator.AT_LEAST, 10_000.0, units=("家", "户", "%"))
FOLLOWED = Target("孵化器", "家", promised=False)
PROMISE = Commitment(
    "T1", "云岭光源", CommitmentKind.FACILITY, "", (), (), ladder=LADDER, targets=(GOAL, FOLLOWED)
)


def told(
    stage: Stage,
    published: str | None,
    *,
    effective: str | None = None,
    verdict: Verdict = Verdict.PROGRESS,
    readings: tuple[Reading, ...] = (),
    number: int = 1,
) -> NewsItem:
    return NewsItem(
        report_id=number,
        commitment="T1",
        verdict=verdict,
        stage=stage,
        effective=parse_when(effective) if effective else None,
        detected_at=datetime(2026, 11, 1, tzinfo=UTC),
        title="",
        url="",
        outlet="daily",
        published=parse_when(published) if published else None,
        evidence=(),
        readings=readings,
        outlets=("daily",),
        reports=1,
    )


def path(*shown: tuple[Stage, str], ladder: tuple[Stage, ...] = LADDER) -> list[Stage]:
    reached = [
        Reached(stage, None, date.fromisoformat(day), number) for number, (stage, day) in enumerate(shown)
    ]
    return [step.stage for step in steps(ladder, reached)]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ([], []),
        ([(Stage.STARTED, "2022-01-01"), (Stage.OPERATING, "2024-01-01")], [Stage.STARTED, Stage.OPERATING]),
        ([(Stage.OPERATING, "2024-01-01"), (Stage.STARTED, "2025-01-01")], [Stage.OPERATING]),
        ([(Stage.OPERATING, "2024-01-01"), (Stage.STARTED, "2022-01-01")], [Stage.STARTED, Stage.OPERATING]),
        (
            [(Stage.COMPLETED, "2024-01-01"), (Stage.DELAYED, "2024-06-01")],
            [Stage.COMPLETED, Stage.DELAYED],
        ),
        (
            [(Stage.DELAYED, "2024-01-01"), (Stage.UNDER_CONSTRUCTION, "2024-06-01")],
            [Stage.DELAYED, Stage.UNDER_CONSTRUCTION],
        ),
        ([(Stage.STARTED, "2022-01-01"), (Stage.PILOT, "2023-01-01")], [Stage.STARTED]),
        ([(Stage.PILOT, "2022-01-01"), (Stage.STARTED, "2023-01-01")], [Stage.PILOT, Stage.STARTED]),
        (
            [(Stage.COMPLETED, "2024-01-01"), (Stage.STARTED, "2024-01-01")],
            [Stage.STARTED, Stage.COMPLETED],
        ),
    ],
    ids=[
        "nothing",
        "forward",
        "an old stage told again",
        "an old stage learned late",
        "delayed",
        "taken up again after a delay",
        "off the ladder",
        "on the ladder after one off it",
        "one day",
    ],
)
def test_the_path_to_where_a_commitment_stands(shown: list[tuple[Stage, str]], expected: list[Stage]) -> None:
    assert path(*shown) == expected
    assert path(*reversed(shown)) == expected


def test_without_a_ladder_the_latest_day_counts() -> None:
    assert path((Stage.OPERATING, "2023-01-01"), (Stage.RESULT, "2024-01-01"), ladder=())[-1] is Stage.RESULT


def test_since_is_the_day_the_stage_was_first_shown_and_last_the_newest_progress() -> None:
    first = told(Stage.OPERATING, "2022-06-26", effective="2022-06-25", number=1)
    again = told(Stage.OPERATING, "2024-03-01", number=2)
    begun = told(Stage.STARTED, "2021-12-20", number=3)
    now = standing(PROMISE, [again, begun, first], looked=True, promised=PROMISED, on=TODAY)
    assert (now.stage, now.before, now.since) == (Stage.OPERATING, Stage.STARTED, When(date(2022, 6, 25)))
    assert now.last is again


def test_an_undated_text_and_a_mention_move_nothing() -> None:
    events = [told(Stage.OPERATING, None), told(Stage.OPERATING, "2024-01-01", verdict=Verdict.MENTION)]
    now = standing(PROMISE, events, looked=True, promised=PROMISED, on=TODAY)
    assert now.stage is Stage.NONE
    assert now.reports == 1


def reading(value: float, **changes: object) -> Reading:
    values: dict[str, object] = {
        "measure": "高新技术企业",
        "value": value,
        "unit": "家",
        "scope": Scope.CITY,
        "kind": ReadingKind.FACT,
        "quote": Quote(Field.TEXT, "", 0, 0),
        "as_of": When(date(2024, 1, 1)),
    }
    return Reading(**{**values, **changes})  # type: ignore[arg-type]


def marked(*readings: Reading) -> float | None:
    now = standing(
        PROMISE,
        [told(Stage.RESULT, "2024-02-01", readings=readings)],
        looked=True,
        promised=PROMISED,
        on=TODAY,
    )
    assert [mark.target for mark in now.marks] == [GOAL]
    found = now.marks[0].reading
    return found.value if found else None


def test_a_target_is_measured_by_the_newest_fact_of_its_own() -> None:
    older = reading(5000, as_of=When(date(2022, 1, 1)))
    assert marked(reading(7000), older) == 7000
    assert marked(older, reading(7000)) == 7000


@pytest.mark.parametrize(
    "other",
    [
        {"kind": ReadingKind.AIM},
        {"kind": ReadingKind.FORECAST},
        {"kind": ReadingKind.GROWTH, "unit": "%"},
        {"unit": "%"},
        {"scope": Scope.DISTRICT},
        {"measure": "孵化器面积"},
    ],
    ids=["aim", "forecast", "growth", "percent", "a district's", "another measure"],
)
def test_what_is_no_fact_of_the_target_measures_nothing(other: dict[str, object]) -> None:
    assert marked(reading(9000, **other)) is None


def test_the_share_is_of_the_promised_value() -> None:
    now = standing(
        PROMISE,
        [told(Stage.RESULT, "2024-02-01", readings=(reading(8200),))],
        looked=True,
        promised=PROMISED,
        on=TODAY,
    )
    assert now.marks[0].paced is not None
    assert now.marks[0].paced.share == pytest.approx(0.82)


def test_a_measure_that_was_not_promised_is_shown_once_there_is_a_reading() -> None:
    kept = reading(120, measure="孵化器")
    now = standing(
        PROMISE,
        [told(Stage.RESULT, "2024-02-01", readings=(kept,))],
        looked=True,
        promised=PROMISED,
        on=TODAY,
    )
    assert [mark.target for mark in now.marks] == [GOAL, FOLLOWED]
    assert now.marks[1].paced is None
