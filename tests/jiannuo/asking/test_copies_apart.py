"""A copy that tells otherwise than its original is not folded away with it: a contradiction is shown and mailed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from jiannuo.model.asking import Filter
from jiannuo.model.commitment import Register
from jiannuo.model.finding import Aimed, Quote, Reading
from jiannuo.model.vocabulary import Field, ReadingKind, Scope, Stage
from jiannuo.model.when import parse_when
from jiannuo.store.asking import events
from jiannuo.store.engine import Store
from jiannuo.store.news import facts
from jiannuo.store.stories import new_story
from jiannuo.store.tables import matches
from query.board import board

Tell = Callable[..., int]
AT = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def story(store: Store) -> int:
    with store.write() as connection:
        return new_story(connection, AT)


def figure(value: float, measure: str = "引进人才") -> Reading:
    quote = Quote(Field.TEXT, "全市引进人才", 0, 6)
    return Reading(measure, value, "名", Scope.CITY, ReadingKind.FACT, quote, parse_when("2024"))


def told(store: Store) -> list[int]:
    return sorted(event.report_id for event in events(store, "sample", Filter(fold_copies=True)))


def novel(store: Store) -> list[bool]:
    with store.read() as connection:
        return list(connection.execute(select(matches.c.novel).order_by(matches.c.id)).scalars())


def test_a_copy_with_another_figure_contradicts_its_original(
    store: Store, tell: Tell, register: Register, story: int
) -> None:
    one = tell("全市引进人才164名。", "T3", stage=Stage.RESULT, readings=(figure(164),), story=story)
    body = "全市引进人才146名。"
    other = tell(body, "T3", stage=Stage.RESULT, readings=(figure(146),), story=story, outlet="radio")
    assert told(store) == [one, other]
    stands = {entry.id: now for entry, now in board(store, register, now=AT)}
    [conflict] = stands["T3"].conflicts
    assert {conflict.one[1].report_id, conflict.other[1].report_id} == {one, other}


def test_a_contradiction_by_a_copy_is_mailed(store: Store, tell: Tell, story: int) -> None:
    tell("引进人才164名。", "T3", stage=Stage.RESULT, readings=(figure(164),), story=story)
    later = AT + timedelta(days=1)
    tell("引进人才146名。", "T3", stage=Stage.RESULT, readings=(figure(146),), story=story, at=later)
    found = facts(store, "sample", later, later + timedelta(days=1), looks_from=later)
    assert len(found.conflicts) == 1


@pytest.mark.parametrize("numbers", [(164.0,), ()])
def test_a_copy_that_tells_the_same_or_less_is_folded(
    numbers: tuple[float, ...], store: Store, tell: Tell, story: int
) -> None:
    one = tell("引进人才164名。", "T3", stage=Stage.RESULT, readings=(figure(164),), story=story)
    tell("又。", "T3", stage=Stage.RESULT, readings=tuple(map(figure, numbers)), story=story)
    assert told(store) == [one]
    assert novel(store) == [True, False]


def test_of_two_copies_that_tell_the_same_otherwise_the_first_stands_for_both(
    store: Store, tell: Tell, story: int
) -> None:
    keys = [
        tell(f"引进人才{value}名。", "T3", stage=Stage.RESULT, readings=(figure(value),), story=story)
        for value in (164, 146, 146)
    ]
    assert told(store) == keys[:2]
    assert novel(store) == [True, True, False]


def test_a_figure_that_only_the_longer_copy_has_is_told(store: Store, tell: Tell, story: int) -> None:
    tell("引进人才164名。", "T3", stage=Stage.RESULT, readings=(figure(164),), story=story)
    both = (figure(164), figure(20, "引进院士"))
    longer = tell("引进人才164名，院士20名。", "T3", stage=Stage.RESULT, readings=both, story=story)
    assert longer in told(store)


def test_a_figure_told_of_another_day_is_no_other_figure(store: Store, tell: Tell, story: int) -> None:
    one = tell("引进人才164名。", "T3", stage=Stage.RESULT, readings=(figure(164),), story=story)
    next_day = replace(figure(164), as_of=parse_when("2024-03-02"))
    tell("引进人才164名。", "T3", stage=Stage.RESULT, readings=(next_day,), story=story)
    assert told(store) == [one]


@pytest.mark.parametrize(("again", "apart"), [("2025-12", True), ("2025-06", False)])
def test_a_copy_that_gives_another_day_stands_beside_its_original(
    again: str, apart: bool, store: Store, tell: Tell, story: int
) -> None:
    days = [parse_when("2025-06"), parse_when(again)]
    keys = [tell(aimed=Aimed(Stage.OPERATING, day), story=story) for day in days if day]
    assert told(store) == (keys if apart else keys[:1])


@pytest.mark.parametrize(("again", "apart"), [("2023-08-30", True), ("2023-06-29", False)])
def test_a_copy_that_gives_another_month_of_the_event_stands_beside_its_original(
    again: str, apart: bool, store: Store, tell: Tell, story: int
) -> None:
    keys = [tell(effective=day, story=story) for day in ("2023-06-30", again)]
    assert told(store) == (keys if apart else keys[:1])
