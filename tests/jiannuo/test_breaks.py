"""Where the rule of counting changed nothing is compared: no pace, no slip, no conflict over a break."""

from dataclasses import replace
from datetime import UTC, date, datetime

from jiannuo.model.breaks import between, breaks_of
from jiannuo.model.commitment import Baseline, Break, Commitment, Target
from jiannuo.model.conflict import conflicts
from jiannuo.model.finding import Basis, Quote, Reading
from jiannuo.model.news import NewsItem
from jiannuo.model.slippage import slips
from jiannuo.model.standing import Standing, standing
from jiannuo.model.vocabulary import (
    BasisKind,
    CommitmentKind,
    Comparator,
    Field,
    ReadingKind,
    Scope,
    SlipKind,
    Stage,
    Verdict,
)
from jiannuo.model.when import When, parse_when

PROMISED, TODAY = date(2021, 12, 16), date(2026, 11, 1)
START = When(date(2023, 1, 1))
TARGET = Target(
    "引进人才",
    "名",
    Comparator.AT_LEAST,
    1000.0,
    units=("名",),
    baseline=Baseline(300.0, "名", parse_when("2021-12")),
    due=parse_when("2025"),
)


def at(text: str) -> When:
    when = parse_when(text)
    assert when is not None
    return when


def told(number: int, value: float, as_of: str, basis: BasisKind | None = None) -> NewsItem:
    quote = Quote(Field.TEXT, f"{value:.0f}名", 0, 4)
    rule = Basis(basis, Quote(Field.TEXT, "按新口径", 5, 9)) if basis else None
    reading = Reading("引进人才", value, "名", Scope.CITY, ReadingKind.FACT, quote, at(as_of), basis=rule)
    day = at(as_of)
    return NewsItem(
        number, "T1", Verdict.PROGRESS, Stage.RESULT, day, datetime(2026, 11, 1, tzinfo=UTC), "", "", "daily",
        day, (), (reading,), ("daily",), 1,
    )  # fmt: skip


def now(*events: NewsItem, target: Target = TARGET) -> Standing:
    entry = Commitment("T1", "人才", CommitmentKind.TALENT, "引进人才", ("x",), (), targets=(target,))
    return standing(entry, list(events), looked=True, promised=PROMISED, on=TODAY)


def broken(*starts: When) -> Target:
    return replace(TARGET, breaks=tuple(Break(start, "改按新办法统计") for start in starts))


def test_without_a_break_the_pace_runs_from_the_baseline() -> None:
    [mark] = now(told(1, 800, "2023-06")).marks
    assert mark.paced is not None
    assert (mark.breaks, mark.crossed) == ((), None)


def test_no_pace_is_drawn_over_a_break_that_the_register_names() -> None:
    [mark] = now(told(1, 800, "2023-06"), target=broken(START)).marks
    assert mark.paced is None
    assert mark.crossed is not None
    assert (mark.crossed.day, mark.crossed.why, mark.crossed.told) == (START.day, "改按新办法统计", None)


def test_before_the_break_the_pace_is_told_as_ever() -> None:
    [mark] = now(told(1, 800, "2022-12"), target=broken(START)).marks
    assert mark.paced is not None
    assert mark.crossed is None
    assert len(mark.breaks) == 1


def test_a_baseline_by_the_new_rule_starts_the_pace_anew() -> None:
    base = Baseline(900.0, "名", parse_when("2023-01"))
    [mark] = now(told(1, 950, "2023-06"), target=replace(broken(START), baseline=base)).marks
    assert mark.paced is not None


def test_a_fall_over_a_break_is_no_slippage_and_one_beside_it_is() -> None:
    events = (told(1, 900, "2022-12"), told(2, 600, "2023-06"), told(3, 500, "2023-12"))
    [slip] = now(*events, target=broken(START)).slips
    assert (slip.kind, slip.earlier.report_id, slip.later.report_id) == (SlipKind.FELL, 2, 3)
    assert len(now(*events).slips) == 2


def test_a_report_that_announces_a_new_rule_breaks_the_series_itself() -> None:
    events = (told(1, 900, "2022-12"), told(2, 600, "2023-06", BasisKind.NEW), told(3, 500, "2023-12"))
    state = now(*events)
    [mark] = state.marks
    assert mark.crossed is not None
    assert mark.crossed.told is events[1]
    assert mark.paced is None
    assert [slip.later.report_id for slip in state.slips] == [3]


def test_saying_again_that_the_rule_is_new_is_no_second_break() -> None:
    again = (told(1, 600, "2023-06", BasisKind.NEW), told(2, 700, "2023-12", BasisKind.NEW))
    figures = [(event.published.day, event.readings[0], event) for event in again if event.published]
    assert len(breaks_of(TARGET, figures)) == 1
    assert len(breaks_of(broken(START), figures)) == 1


def test_two_values_of_one_day_by_two_rules_are_no_conflict() -> None:
    assert conflicts([told(1, 900, "2023-06"), told(2, 600, "2023-06")])
    for basis in BasisKind:
        assert conflicts([told(1, 900, "2023-06"), told(2, 600, "2023-06", basis)]) == ()


def test_a_figure_for_comparison_only_stands_outside_the_series() -> None:
    events = [told(1, 900, "2022-12"), told(2, 600, "2023-06", BasisKind.COMPARABLE), told(3, 950, "2023-12")]
    assert slips(events) == ()


def test_a_break_parts_the_days_before_it_from_its_own() -> None:
    breaks = breaks_of(broken(START), ())
    assert between(breaks, date(2022, 12, 31), date(2023, 1, 1)) is not None
    assert between(breaks, date(2023, 1, 31), date(2022, 12, 31)) is not None
    assert between(breaks, date(2023, 1, 1), date(2023, 6, 1)) is None
