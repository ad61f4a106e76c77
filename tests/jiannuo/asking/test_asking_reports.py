"""Searching stored reports gives the same answers on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from jiannuo.errors import UsageError
from jiannuo.model.asking import Filter, Sort, narrowed, parse_words
from jiannuo.model.commitment import Register
from jiannuo.model.vocabulary import CommitmentKind, Judgement, Stage, Verdict
from jiannuo.store.asking import facets, search, search_and_count, walk
from jiannuo.store.engine import Store
from jiannuo.store.judgements import judge
from jiannuo.store.stories import story_of
from jiannuo.store.tables import judgements

Tell = Callable[..., int]
AT = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)


def ids(store: Store, **conditions: object) -> list[int]:
    return [found.id for found in search(store, Filter(**conditions), "sample")]  # type: ignore[arg-type]


def test_a_report_must_hold_all_words_and_none_of_the_excluded(store: Store, tell: Tell) -> None:
    both = tell("云岭光源开工，青禾装置在建。")
    one = tell("云岭光源开工。")
    in_title = tell("今日开工。", title="云岭光源")
    assert set(ids(store, words=("云岭", "开工"))) == {both, one, in_title}
    assert ids(store, words=("云岭", "青禾")) == [both]
    assert set(ids(store, words=("云岭",), without=("青禾",))) == {one, in_title}


@pytest.mark.parametrize("word", ["%", "_", "\\", "a_b", "100%"])
def test_signs_of_the_pattern_language_are_plain_characters(store: Store, tell: Tell, word: str) -> None:
    holding = tell(f"完成 {word} 的任务。")
    tell("完成 axb 的全部任务，计 100 项。")
    assert ids(store, words=(word,)) == [holding]


def test_latin_letters_are_found_in_either_case(store: Store, tell: Tell) -> None:
    key = tell("引入 AI4S 平台。")
    assert ids(store, words=("ai4s",)) == [key]
    assert "AI4S" in search(store, Filter(words=("ai4s",)))[0].snippet


def test_newest_publication_comes_first_and_undated_reports_last(store: Store, tell: Tell) -> None:
    undated = tell(published=None)
    old = tell(published="2022-05-01")
    new = tell(published="2025-05-01T09:30:00+08:00")
    same_day = tell(published="2025-05-01")
    assert ids(store) == [new, same_day, old, undated]


def test_pages_follow_one_another_without_gap_or_repeat(store: Store, tell: Tell) -> None:
    days = ("2024-03-02", "2024-03-01", None, "2024-03-02", "2023-12", "2024-03-01T10:00:00+08:00", None)
    for day in days:
        tell(published=day)
    pages: list[int] = []
    before = None
    while page := ids(store, limit=2, before=before):
        pages += page
        before = page[-1]
    assert pages == ids(store, limit=100)
    assert len(pages) == len(days)


def test_going_on_from_an_unknown_report_is_refused(store: Store, tell: Tell) -> None:
    tell()
    with pytest.raises(UsageError, match="no report 999"):
        search(store, Filter(before=999))


def test_bounds_of_publication_are_included_and_a_month_counts_when_it_overlaps(
    store: Store, tell: Tell
) -> None:
    month = tell(published="2022-06")
    late = tell(published="2022-06-25T23:59:00+08:00")
    after = tell(published="2022-06-26")
    assert set(ids(store, since=date(2022, 6, 10), until=date(2022, 6, 25))) == {month, late}
    assert ids(store, since=date(2022, 6, 26), until=date(2022, 6, 26)) == [after, month]
    assert ids(store, since=date(2022, 7, 1)) == []
    assert ids(store, until=date(2022, 5, 31)) == []


def test_copies_are_folded_into_the_earliest_with_all_outlets(store: Store, tell: Tell) -> None:
    tell("无关消息。", None)
    first = tell(outlet="bureau", published="2024-03-01")
    tell(outlet="portal", published="2024-03-02", story=_story(store, first))
    found = search(store, Filter(words=("云岭",)))
    assert [one.id for one in found] == [first]
    assert found[0].outlets == ("bureau", "portal")
    assert found[0].reports == 2


def test_a_copy_that_alone_holds_the_words_is_found(store: Store, tell: Tell) -> None:
    first = tell("云岭光源开工。")
    copy = tell("云岭光源开工。编者按。", story=_story(store, first))
    assert ids(store, words=("编者按",)) == [copy]


@pytest.mark.parametrize("word", ["凤城", "凤城隧道"])
def test_a_lead_without_the_words_does_not_hide_the_copy_that_holds_them(
    store: Store, tell: Tell, word: str
) -> None:
    lead = tell("云岭光源开工。", published="2024-03-01")
    story = _story(store, lead)
    copies = [
        tell(f"云岭光源在{word}开工。", story=story, published=day) for day in ("2024-03-03", "2024-03-02")
    ]
    assert ids(store, words=(word,)) == [copies[1]]


@pytest.mark.parametrize("order", [Sort.NEWEST, Sort.OLDEST, Sort.RELEVANCE])
def test_a_page_with_its_facets_is_the_page_and_the_facets(store: Store, tell: Tell, order: Sort) -> None:
    for number in range(30):
        tell(
            f"云岭光源开工，第{number}天。", published=f"202{number % 4}-03-01", outlet=f"daily-{number % 3}"
        )
    tell("青禾装置开工。")
    first = Filter(words=("光源",), limit=7, sort=order)
    page, _ = search_and_count(store, first, "sample")
    for wanted in (first, replace(first, before=page[-1].id)):
        answer = search(store, wanted, "sample"), facets(store, wanted, "sample")
        assert search_and_count(store, wanted, "sample") == answer
    assert answer[1].reports == 30


def test_a_replaced_version_is_shown_only_as_of_its_time(store: Store, tell: Tell) -> None:
    old = tell("云岭光源投资三亿元。", at=datetime(2026, 11, 2, tzinfo=UTC))
    new = tell("云岭光源投资四亿元。", at=AT + timedelta(days=2), replaces=old, story=_story(store, old))
    assert ids(store) == [new]
    assert ids(store, known_at=AT + timedelta(days=1)) == [old]
    assert ids(store, known_at=AT - timedelta(days=1)) == []


def test_conditions_on_matches_leave_out_what_a_person_rejected(store: Store, tell: Tell) -> None:
    good, wrong = tell(), tell()
    _judge(store, wrong, "reject")
    assert ids(store, commitments=("T1",)) == [good]
    assert {one.id: one.commitments for one in search(store, Filter())}[wrong] == ()
    _judge(store, wrong, "confirm")
    assert set(ids(store, commitments=("T1",))) == {good, wrong}
    assert ids(store, judged=True) == [wrong]
    assert ids(store, judged=False) == [good]


def test_kind_theme_and_promisor_mean_their_commitments(store: Store, tell: Tell, register: Register) -> None:
    light, device, people = tell(commitment="T1"), tell(commitment="T2"), tell(commitment="T3")
    tell("无关消息。", None)

    def asked(wanted: Filter) -> set[int]:
        return {one.id for one in search(store, narrowed(wanted, register), "sample")}

    assert asked(Filter(kinds=(CommitmentKind.FACILITY,))) == {light, device}
    assert asked(Filter(promisors=("li",))) == {light, people}
    assert asked(Filter(themes=("装置",), promisors=("li",))) == {light}
    assert asked(Filter(themes=("没有",))) == set()


def test_verdict_stage_event_and_figure_restrict(store: Store, tell: Tell) -> None:
    moved = tell(stage=Stage.OPERATING, effective="2023-06")
    spoken = tell(verdict=Verdict.MENTION, stage=Stage.NONE)
    doubtful = tell(verdict=Verdict.POSSIBLE, stage=Stage.NONE)
    assert ids(store, stage=Stage.OPERATING) == [moved]
    assert ids(store, verdict=Verdict.MENTION) == [spoken]
    assert ids(store, verdict=Verdict.POSSIBLE) == [doubtful]
    assert ids(store, effective_since=date(2023, 6, 15), effective_until=date(2023, 12, 31)) == [moved]
    assert ids(store, has_figure=True) == []


@pytest.mark.parametrize("few", [1, 5_000])
def test_the_way_that_is_walked_does_not_change_what_is_found(
    few: int, store: Store, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Common matches are looked for report by report, rare ones are listed."""
    monkeypatch.setattr(walk, "_FEW", few)
    for number, stage in enumerate((Stage.STARTED, Stage.OPERATING) * 3):
        outlet = ("daily", "radio", "portal")[number % 3]
        tell(f"云岭光源新闻{number}。", stage=stage, outlet=outlet, published=f"2024-03-0{number + 1}")
    tell("无关。", None, outlet="daily", published="2024-03-09")
    wrong = tell("云岭光源又一条。", stage=Stage.OPERATING, outlet="daily", published="2024-03-08")
    with store.write() as connection:
        judge(
            connection, wrong, "T1", Judgement.REJECT, reason="", by="", at=datetime(2026, 11, 2, tzinfo=UTC)
        )

    def days(**wanted: Any) -> list[str]:
        return [str(one.published)[-2:] for one in search(store, Filter(**wanted), "sample")]

    assert days(stage=Stage.OPERATING) == ["06", "04", "02"]
    assert days(stage=Stage.OPERATING, outlets=("daily",)) == ["04"]
    assert days(stage=Stage.OPERATING, outlets=("daily", "radio")) == ["04", "02"]
    assert days(stage=Stage.STARTED, outlets=("radio",), sort=Sort.OLDEST) == ["05"]
    assert days(stage=Stage.DELAYED, outlets=("daily",)) == []
    assert days(commitments=("T1",), outlets=("portal",), effective_until=date(2024, 3, 1)) == []


def test_too_many_or_too_long_words_are_refused(store: Store) -> None:
    with pytest.raises(UsageError):
        search(store, Filter(words=tuple(str(n) for n in range(40))))
    with pytest.raises(UsageError):
        search(store, Filter(words=("长" * 60_000,)))


def test_what_no_database_can_hold_is_dropped_from_the_words(store: Store, tell: Tell) -> None:
    key = tell()
    wanted, _ = parse_words("云\0岭\udcff")
    assert ids(store, words=wanted) == [key]


def test_words_phrases_and_exclusions_are_told_apart() -> None:
    assert parse_words('金凤 "两个 词" -隧道 -“长 短语”') == (("金凤", "两个 词"), ("隧道", "长 短语"))
    assert parse_words("「金鳳 實驗」　－隧道 −桥 『光源』") == (("金鳳 實驗", "光源"), ("隧道", "桥"))
    assert parse_words("光源，装置、“一，二”") == (("光源", "装置", "一，二"), ())
    assert parse_words("A-12 金-凤") == (("A-12", "金-凤"), ())
    assert parse_words(' - "" ') == (("-",), ())


def _story(store: Store, report: int) -> int:
    with store.read() as connection:
        story = story_of(connection, report)
    assert story is not None
    return story


def _judge(store: Store, report: int, judgement: str) -> None:
    with store.write() as connection:
        values = {"report_id": report, "commitment": "T1", "judgement": judgement, "judged_at": AT}
        connection.execute(judgements.insert().values(**values, reason="", judged_by="someone"))
