"""Slippage and conflicts: what a later report tells otherwise, and what two reports cannot both have right."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from jiannuo.model.conflict import conflicts
from jiannuo.model.finding import Aimed, Quote, Reading
from jiannuo.model.news import NewsItem
from jiannuo.model.printed import agree, fell
from jiannuo.model.slippage import slips
from jiannuo.model.vocabulary import Field, ReadingKind, Scope, SlipKind, Stage, Verdict
from jiannuo.model.when import parse_when

ITEM = NewsItem(
    report_id=0,
    commitment="T1",
    verdict=Verdict.PROGRESS,
    stage=Stage.UNDER_CONSTRUCTION,
    effective=None,
    detected_at=datetime(2026, 11, 1, tzinfo=UTC),
    title="",
    url="",
    outlet="daily",
    published=None,
    evidence=(),
    readings=(),
    outlets=("daily",),
    reports=1,
)


def told(
    number: int, published: str | None, stage: Stage = Stage.UNDER_CONSTRUCTION, **more: object
) -> NewsItem:
    when = parse_when(published) if published else None
    return replace(ITEM, report_id=number, published=when, effective=when, stage=stage, **more)  # type: ignore[arg-type]


def begun(number: int, published: str, effective: str) -> NewsItem:
    return replace(told(number, published, Stage.STARTED), effective=parse_when(effective))


def figure(printed: str, value: float, as_of: str = "2024-06-30", **more: object) -> Reading:
    unit = "%" if "%" in printed else "万平方米"
    kind = ReadingKind.SHARE if unit == "%" else ReadingKind.FACT
    quote = Quote(Field.TEXT, printed, 0, len(printed))
    reading = Reading("规模", value, unit, Scope.PROJECT, kind, quote, parse_when(as_of))
    return replace(reading, **more)  # type: ignore[arg-type]


def due(number: int, published: str, when: str, stage: Stage = Stage.OPERATING) -> NewsItem:
    day = parse_when(when)
    assert day is not None
    return told(number, published, Stage.PLANNED, aimed=Aimed(stage, day))


def kinds(*events: NewsItem) -> list[SlipKind]:
    return [slip.kind for slip in slips(events)]


def test_a_second_start_long_after_the_first_is_a_sign() -> None:
    first, again = begun(1, "2022-03-02", "2022-03-01"), begun(2, "2023-05-09", "2023-05-08")
    [slip] = slips([again, first])
    assert (slip.kind, slip.before.iso(), slip.after.iso()) == (
        SlipKind.BEGUN_AGAIN,
        "2022-03-01",
        "2023-05-08",
    )
    assert (slip.earlier, slip.later) == (first, again)


@pytest.mark.parametrize(
    "again",
    [
        begun(2, "2022-04-01", "2022-03-31"),
        begun(2, "2023-05-09", "2022-03-01"),
        begun(2, "2023-05-09", "2023-05-09"),
        told(2, "2023-05-09"),
    ],
    ids=["within a season", "the old day told again", "no day of its own", "work going on"],
)
def test_the_first_start_told_again_is_no_sign(again: NewsItem) -> None:
    assert kinds(begun(1, "2022-03-02", "2022-03-01"), again) == []


def test_a_due_day_that_moves_later_is_a_sign_each_time() -> None:
    events = [due(1, "2022-01-01", "2023-06"), due(2, "2023-01-01", "2024"), due(3, "2024-01-01", "2025-06")]
    assert [(slip.before.iso(), slip.after.iso()) for slip in slips(events)] == [
        ("2023-06", "2024"),
        ("2024", "2025-06"),
    ]


@pytest.mark.parametrize(
    "later",
    [
        due(2, "2023-01-01", "2024-03"),
        due(2, "2023-01-01", "2024"),
        due(2, "2023-01-01", "2025", Stage.COMPLETED),
    ],
    ids=["told more exactly", "the same", "another stage"],
)
def test_a_due_day_told_again_is_no_sign(later: NewsItem) -> None:
    assert kinds(due(1, "2022-01-01", "2024"), later) == []


def test_a_share_and_a_size_that_fall_are_signs() -> None:
    early = told(
        1, "2023-01-01", readings=(figure("90%", 90, "2023-01-01"), figure("33万平方米", 33, "2023-01-01"))
    )
    late = told(
        2,
        "2024-01-01",
        readings=(figure("82%", 82, "2024-01-01"), figure("24.1万平方米", 24.1, "2024-01-01")),
    )
    assert kinds(late, early) == [SlipKind.FELL, SlipKind.FELL]


@pytest.mark.parametrize(
    ("printed", "value", "as_of", "more"),
    [
        ("34万平方米", 34, "2024-01-01", {}),
        ("33万平方米", 32.9, "2024-01-01", {}),
        ("24万平方米", 24, "2022-01-01", {}),
        ("24万平方米", 24, "2024-01-01", {"kind": ReadingKind.AIM}),
        ("24万平方米", 24, "2024-01-01", {"flow": True}),
        ("24万平方米", 24, "2024-01-01", {"scope": Scope.DISTRICT}),
    ],
    ids=["grew", "rounding", "older", "an aim", "a flow", "another scope"],
)
def test_no_fall(printed: str, value: float, as_of: str, more: dict[str, object]) -> None:
    early = told(1, "2023-01-01", readings=(figure("33.0万平方米", 33, "2023-01-01"),))
    late = told(2, "2024-01-01", readings=(figure(printed, value, as_of, **more),))
    assert kinds(early, late) == []


def test_undated_texts_show_no_slip() -> None:
    assert kinds(due(1, "2022-01-01", "2023"), replace(due(2, "2022-01-01", "2025"), published=None)) == []


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (figure("4.3万", 43000), figure("42989", 42989), True),
        (figure("4.3万", 43000), figure("42,310", 42310), False),
        (figure("4万", 40000, qualifier="超"), figure("42989", 42989), True),
        (figure("6300", 6300), figure("6348", 6348), False),
    ],
)
def test_figures_agree_within_what_their_print_means(one: Reading, other: Reading, both: bool) -> None:
    assert agree(one, other) is both
    assert fell(one, other) is (other.value < one.value and not both)


def test_two_values_for_one_day_are_a_conflict_and_rounding_is_none() -> None:
    one = told(1, "2024-07-01", readings=(figure("33万平方米", 33),))
    rounded = told(2, "2024-07-02", readings=(figure("33.2万平方米", 33.2),))
    other = told(3, "2024-07-03", readings=(figure("24.1万平方米", 24.1),))
    assert conflicts([one, rounded]) == ()
    found = conflicts([one, other])
    assert [(c.one[0].value, c.other[0].value) for c in found] == [(33, 24.1)]


@pytest.mark.parametrize(
    "change",
    [
        {"as_of": parse_when("2024-07-31")},
        {"as_of": None},
        {"scope": Scope.DISTRICT},
        {"kind": ReadingKind.AIM},
    ],
    ids=["another day", "no day", "another scope", "an aim"],
)
def test_what_speaks_of_something_else_is_no_conflict(change: dict[str, object]) -> None:
    one = told(1, "2024-07-01", readings=(figure("33万平方米", 33),))
    other = told(2, "2024-07-03", readings=(replace(figure("24万平方米", 24), **change),))  # type: ignore[arg-type]
    assert conflicts([one, other]) == ()


def test_one_report_does_not_contradict_itself() -> None:
    both = told(1, "2024-07-01", readings=(figure("33万平方米", 33), figure("24万平方米", 24)))
    assert conflicts([both]) == ()


def test_the_day_of_a_due_half_year_ends_it() -> None:
    assert kinds(due(1, "2022-01-01", "2023-06"), due(2, "2022-06-01", "2023-06-30")) == []
    assert date(2023, 6, 30) == parse_when("2023-06").last_day()  # type: ignore[union-attr]
