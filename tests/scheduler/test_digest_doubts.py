"""What a digest says of restated, contradicted and due: both sources beside each other, and no verdict."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jiannuo.clock import SetClock
from jiannuo.config.settings import Settings
from jiannuo.model.commitment import Aim, Register
from jiannuo.model.finding import Aimed, Quote
from jiannuo.model.subscription import DigestWindow, Wish
from jiannuo.model.vocabulary import Comparator, Deadline, Field, Pace, SlipKind, Stage
from jiannuo.model.when import parse_when
from jiannuo.store.engine import Store
from scheduler.formats import value_text
from scheduler.outbox import Outbox

OUTLETS = {"daily": "云岭日报", "radio": "云岭广播"}
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
WEEK = DigestWindow(NOW - timedelta(days=7), NOW)
AGO = NOW - timedelta(days=400)


@pytest.fixture
def outbox(store: Store, register: Register, clock: SetClock, tmp_path: Path) -> Outbox:
    return Outbox(store, register, Settings(), tmp_path / "outbox", OUTLETS, clock)


def due(register: Register, day: str) -> Register:
    first, *rest = register.commitments
    return replace(register, commitments=(replace(first, due=parse_when(day)), *rest))


def aimed(day: str) -> Aimed:
    when = parse_when(day)
    assert when is not None
    return Aimed(Stage.OPERATING, when)


def test_a_due_day_that_moved_is_shown_with_both_reports(store: Store, samples: Any, outbox: Outbox) -> None:
    samples.report(store, at=AGO, number=1, aimed=aimed("2026-06"), quote="云岭光源明年6月投用。")
    samples.report(
        store, at=NOW - timedelta(hours=9), number=2, aimed=aimed("2027"), quote="云岭光源2027年投用。"
    )

    digest, rendered = outbox.preview(Wish(), WEEK)

    [restated] = digest.restated
    assert (restated.kind, restated.stage) == (SlipKind.DUE_LATER, Stage.OPERATING)
    for page in (rendered.html, rendered.text):
        assert "时限后移：投用 2026年6月 → 2027年" in page
        assert "云岭光源明年6月投用。" in page
        assert "云岭光源2027年投用。" in page


def test_a_slip_that_was_told_is_not_told_again(store: Store, samples: Any, outbox: Outbox) -> None:
    samples.report(store, at=AGO, number=1, aimed=aimed("2026-06"))
    samples.report(store, at=NOW - timedelta(days=30), number=2, aimed=aimed("2027"))
    samples.report(store, at=NOW - timedelta(hours=9), number=3, stage=Stage.UNDER_CONSTRUCTION)
    assert outbox.preview(Wish(), WEEK)[0].restated == ()


def test_two_figures_for_one_day_stand_beside_each_other(store: Store, samples: Any, outbox: Outbox) -> None:
    told = {"as_of": parse_when("2026-10-01"), "qualifier": ""}
    for number, value, outlet in ((1, 164, "daily"), (2, 121, "radio")):
        read = samples.reading(value, quote=Quote(Field.TEXT, f"{value}名", 0, 4), **told)
        samples.report(
            store,
            "T3",
            at=NOW - timedelta(hours=9 - number),
            number=number,
            stage=Stage.RESULT,
            outlet=outlet,
            quote=f"累计引进人才{value}名。",
            readings=(read,),
        )

    digest, rendered = outbox.preview(Wish(), WEEK)

    [one] = digest.contradictions
    assert [reading.value for reading in one.readings] == [164, 121]
    for page in (rendered.html, rendered.text):
        assert "164名 ≠ 121名" in page
        assert "云岭广播" in page
    assert outbox.preview(Wish(commitments=("T1",)), WEEK)[0].contradictions == ()


@pytest.mark.parametrize(
    ("day", "stage", "state"),
    [
        ("2026-10", Stage.STARTED, Deadline.OVERDUE),
        ("2026-12", Stage.STARTED, Deadline.NEAR),
        ("2028", Stage.STARTED, None),
        ("2026-10", Stage.OPERATING, None),
    ],
    ids=["overdue", "near", "far", "met"],
)
def test_what_is_due_is_named(
    store: Store,
    samples: Any,
    register: Register,
    clock: SetClock,
    tmp_path: Path,
    day: str,
    stage: Stage,
    state: Deadline | None,
) -> None:
    outbox = Outbox(store, due(register, day), Settings(), tmp_path, OUTLETS, clock)
    samples.report(store, at=AGO, number=1, stage=stage)
    digest, rendered = outbox.preview(Wish(), WEEK)
    assert [entry.state for entry in digest.deadlines] == ([state] if state else [])
    assert ("临期与逾期" in rendered.text) is (state is not None)


def test_a_reading_is_held_against_later_official_aims(
    store: Store, samples: Any, register: Register, clock: SetClock, tmp_path: Path
) -> None:
    *rest, talent = register.commitments
    aim = Aim(400.0, "《人才行动计划》", Comparator.AT_LEAST, parse_when("2026"))
    target = replace(talent.targets[0], aims=(aim,))
    changed = replace(register, commitments=(*rest, replace(talent, targets=(target,))))
    read = samples.reading(164, as_of=parse_when("2026-10-01"))
    samples.report(store, "T3", at=NOW - timedelta(hours=9), number=1, stage=Stage.RESULT, readings=(read,))

    digest, rendered = Outbox(store, changed, Settings(), tmp_path, OUTLETS, clock).preview(Wish(), WEEK)

    [(_, pace)] = digest.figures[0].aims
    assert (pace.share, pace.pace) == (0.41, Pace.BEHIND)
    for page in (rendered.html, rendered.text):
        assert "后定目标 ≥400名 · 期限 2026年 · 达目标的 41%" in page
        assert "欠时序进度" in page
        assert "《人才行动计划》" in page


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (43_000, "4.3万", "43,000"),
        (58_524, "58,524", "58,524"),
        (2.235e10, "223.5亿", "22.35 billion"),
        (82.5, "82.5", "82.5"),
        (0, "0", "0"),
    ],
)
def test_figures_are_written_as_readers_expect(value: float, chinese: str, english: str) -> None:
    assert (value_text(value, "zh"), value_text(value, "en")) == (chinese, english)


def test_the_due_day_counts_to_its_end() -> None:
    assert parse_when("2026-10").last_day() == date(2026, 10, 31)  # type: ignore[union-attr]
