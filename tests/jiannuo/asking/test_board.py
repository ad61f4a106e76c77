"""The board and its events: a story once, what people rejected left out, any moment of knowledge."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from jiannuo.model.asking import Filter
from jiannuo.model.commitment import Register
from jiannuo.model.finding import Aimed, Basis, Quote, Reading
from jiannuo.model.standing import Standing
from jiannuo.model.vocabulary import (
    BasisKind,
    Field,
    Precision,
    ReadingKind,
    Scope,
    Silence,
    SlipKind,
    Stage,
    Verdict,
)
from jiannuo.model.when import When
from jiannuo.store.asking import events
from jiannuo.store.engine import Store
from jiannuo.store.news import facts
from jiannuo.store.runs import finish_run, start_run
from jiannuo.store.stories import story_of
from jiannuo.store.tables import judgements
from query.board import board

Tell = Callable[..., int]
AT = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)


def stands(store: Store, register: Register, commitment: str = "T1", **asked: object) -> Standing:
    return {entry.id: now for entry, now in board(store, register, now=AT, **asked)}[commitment]  # type: ignore[arg-type]


def story(store: Store, report: int) -> int:
    with store.read() as connection:
        return story_of(connection, report) or 0


def test_every_commitment_is_on_the_board_in_the_registers_order(store: Store, register: Register) -> None:
    assert [entry.id for entry, _ in board(store, register, now=AT)] == ["T1", "T2", "T3"]
    assert [entry.id for entry, _ in board(store, register, Filter(themes=("人才",)), now=AT)] == ["T3"]


def test_a_reprint_is_no_second_event_but_a_second_outlet(
    store: Store, tell: Tell, register: Register
) -> None:
    first = tell(outlet="bureau")
    tell(outlet="portal", story=story(store, first))
    told = events(store, "sample", Filter(fold_copies=True))
    assert [(event.report_id, event.outlets, event.reports) for event in told] == [
        (first, ("bureau", "portal"), 2)
    ]
    assert len(events(store, "sample", Filter())) == 2
    assert stands(store, register).outlets == ("bureau", "portal")


def test_a_corrected_report_keeps_its_event(store: Store, tell: Tell, register: Register) -> None:
    old = tell("云岭光源开工，投资三亿元。")
    new = tell("云岭光源开工，投资四亿元。", story=story(store, old), replaces=old)
    assert [event.report_id for event in events(store, "sample", Filter(fold_copies=True))] == [new]
    assert stands(store, register).stage is Stage.STARTED


def test_a_correction_is_neither_news_again_nor_lost_before_it_was_told(store: Store, tell: Tell) -> None:
    old = tell("云岭光源开工，投资三亿元。", at=AT)
    new = tell(
        "云岭光源开工，投资四亿元。",
        at=AT + timedelta(hours=2),
        story=story(store, old),
        replaces=old,
    )
    day = timedelta(days=1)
    first = facts(store, "sample", AT - day, AT + day, looks_from=AT)
    assert [item.report_id for item in first.items] == [new]
    next_ = facts(store, "sample", AT + timedelta(hours=1), AT + day, looks_from=AT)
    assert next_.items == ()
    assert [reached.stage for reached in next_.before["T1"]] == [Stage.STARTED]


def test_a_correction_that_shows_another_stage_is_news(store: Store, tell: Tell) -> None:
    old = tell("云岭光源开工。", at=AT)
    later = AT + timedelta(hours=2)
    new = tell("云岭光源封顶。", at=later, story=story(store, old), replaces=old, stage=Stage.COMPLETED)
    told = facts(store, "sample", AT + timedelta(hours=1), AT + timedelta(days=1), looks_from=AT)
    assert [item.report_id for item in told.items] == [new]


def test_the_board_of_an_earlier_day_knows_only_what_was_detected(
    store: Store, tell: Tell, register: Register
) -> None:
    tell(stage=Stage.STARTED, at=AT)
    tell(stage=Stage.OPERATING, published="2024-05-01", at=AT + timedelta(days=3))
    assert stands(store, register).stage is Stage.OPERATING
    past = Filter(known_at=AT + timedelta(days=1))
    assert stands(store, register, wanted=past).stage is Stage.STARTED


def test_a_rejected_event_moves_nothing(store: Store, tell: Tell, register: Register) -> None:
    wrong = tell()
    with store.write() as connection:
        judged = {"report_id": wrong, "commitment": "T1", "judgement": "reject", "judged_at": AT}
        connection.execute(judgements.insert().values(**judged, reason="", judged_by="someone"))
    assert stands(store, register).stage is Stage.NONE
    assert events(store, "sample", Filter(commitments=("T1",))) == []


def test_a_rejected_claim_does_not_come_back_through_a_reprint_or_a_correction(
    store: Store, tell: Tell, register: Register
) -> None:
    wrong = tell(outlet="bureau")
    tell(outlet="portal", story=story(store, wrong))
    tell(outlet="bureau", story=story(store, wrong), replaces=wrong)
    for judgement, stage in (("reject", Stage.NONE), ("confirm", Stage.STARTED)):
        with store.write() as connection:
            judged = {"report_id": wrong, "commitment": "T1", "judgement": judgement, "judged_at": AT}
            connection.execute(judgements.insert().values(**judged, reason="", judged_by="someone"))
        assert stands(store, register).stage is stage
        day = timedelta(days=1)
        items = facts(store, "sample", AT - day, AT + day, looks_from=AT).items
        assert bool(items) is (judgement == "confirm")


def test_pages_of_events_follow_one_another(store: Store, tell: Tell) -> None:
    for _ in range(5):
        tell()
    pages, before = [], None
    while page := events(store, "sample", Filter(limit=2, before=before)):
        pages += [event.match_id for event in page]
        before = page[-1].match_id
    assert pages == sorted(pages, reverse=True)
    assert len(pages) == 5


def test_another_registers_matches_are_not_ours(store: Store, tell: Tell) -> None:
    tell()
    assert events(store, "another", Filter()) == []


def test_a_standing_has_two_times_when_it_was_true_and_when_we_learned_of_it(
    store: Store, tell: Tell, register: Register
) -> None:
    early, late = datetime(2024, 4, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)
    tell(published="2024-03-01", effective="2024-02-29", at=early)
    tell(stage=Stage.COMPLETED, published="2024-12-01", effective="2024-11-30", at=late)
    asked = {
        (date(2024, 2, 28), None): Stage.NONE,
        (date(2024, 6, 1), None): Stage.STARTED,
        (date(2024, 12, 1), None): Stage.COMPLETED,
        (date(2024, 12, 1), datetime(2025, 1, 1, tzinfo=UTC)): Stage.STARTED,
        (None, datetime(2025, 1, 1, tzinfo=UTC)): Stage.STARTED,
    }
    for (as_of, known_at), stage in asked.items():
        wanted = Filter(as_of=as_of, known_at=known_at)
        assert stands(store, register, wanted=wanted).stage is stage, (as_of, known_at)


def test_silence_is_judged_at_the_day_that_is_asked_about(
    store: Store, tell: Tell, register: Register
) -> None:
    _run(store, {"read": 1})
    tell(published="2024-03-01")
    then = Filter(as_of=date(2024, 6, 1))
    assert stands(store, register, wanted=then, silent_months=6).silence is Silence.PROGRESSED
    assert stands(store, register, silent_months=6).silence is Silence.NOT_MENTIONED


def test_a_due_day_that_moved_is_read_back_from_the_database(
    store: Store, tell: Tell, register: Register
) -> None:
    plan = {"stage": Stage.PLANNED, "verdict": Verdict.PROGRESS}
    tell(
        published="2023-03-01", aimed=Aimed(Stage.OPERATING, When(date(2024, 6, 1), Precision.MONTH)), **plan
    )
    tell(published="2024-09-01", aimed=Aimed(Stage.OPERATING, When(date(2025, 1, 1), Precision.YEAR)), **plan)
    [slip] = stands(store, register).slips
    assert (slip.kind, slip.before.iso(), slip.after.iso()) == (SlipKind.DUE_LATER, "2024-06", "2025")


def test_silence_tells_four_things_apart(store: Store, tell: Tell, register: Register) -> None:
    assert stands(store, register, silent_months=6).silence is Silence.NOT_LOOKED
    _run(store, {"not_found": 2})
    assert stands(store, register, silent_months=6).silence is Silence.NOT_LOOKED
    _run(store, {"read": 1})
    assert stands(store, register, silent_months=6).silence is Silence.NOT_MENTIONED
    tell(published="2024-01-01")
    assert stands(store, register, silent_months=6).silence is Silence.NOT_MENTIONED
    assert stands(store, register).silence is Silence.PROGRESSED
    tell(verdict=Verdict.MENTION, stage=Stage.NONE, published="2026-10-01")
    assert stands(store, register, silent_months=6).silence is Silence.MENTIONED
    tell(published="2026-10-02")
    assert stands(store, register, silent_months=6).silence is Silence.PROGRESSED


def test_figures_come_back_as_they_were_stored(store: Store, tell: Tell, register: Register) -> None:
    quote = Quote(Field.TEXT, "164名", 6, 10)
    read = Reading("引进人才", 164.0, "名", Scope.CITY, ReadingKind.FACT, quote, None, "超")
    tell(
        "累计引进人才164名。", "T3", stage=Stage.RESULT, readings=(read, replace(read, kind=ReadingKind.AIM))
    )
    now = stands(store, register, "T3")
    assert now.marks[0].reading == read
    assert now.marks[0].paced is not None
    assert now.marks[0].paced.share == 0.82
    assert [event.commitment for event in events(store, "sample", Filter(has_figure=True))] == ["T3"]


def test_the_rule_of_counting_comes_back_with_the_figure(
    store: Store, tell: Tell, register: Register
) -> None:
    quote, words = Quote(Field.TEXT, "164名", 9, 13), Quote(Field.TEXT, "新口径", 1, 4)
    read = Reading(
        "引进人才", 164.0, "名", Scope.CITY, ReadingKind.FACT, quote, basis=Basis(BasisKind.NEW, words)
    )
    tell("按新口径引进人才共164名。", "T3", stage=Stage.RESULT, readings=(read,))
    [mark] = stands(store, register, "T3").marks
    assert mark.reading == read
    assert mark.crossed is not None
    assert mark.crossed.why == "新口径"
    assert mark.paced is None


def _run(store: Store, lists: dict[str, int]) -> None:
    run = start_run(store, "daily", AT - timedelta(hours=1))
    finish_run(store, run, status="finished", found=0, outcomes={}, lists=lists, message="", at=AT)
