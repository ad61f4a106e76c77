"""The full-text index finds every word that stands in a text, on both databases, and knows when it is incomplete."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from jiannuo.forms import Wanted, levelled
from jiannuo.model.asking import Filter, Sort
from jiannuo.model.report import Report
from jiannuo.model.when import parse_when
from jiannuo.store.asking import search
from jiannuo.store.engine import Store
from jiannuo.store.index import (
    begin_again,
    catch_up,
    exact,
    grams,
    holding,
    place_of,
    progress,
    report_at,
    take_in,
    wanted_grams,
)
from jiannuo.store.reports import insert_report
from jiannuo.store.tables import word_index

AT = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
TEXTS = (
    "重庆高新区管委会与金凤实验室签约。",
    "金色的凤凰落在实验田里，室外温度三十度。",
    "重慶高新區發佈臺賬，ＡＩ４Ｓ平台上线。",
    "R&D经费占比2.35%，氢能企业20家。",
    "",
)


@pytest.fixture
def held(store: Store) -> list[int]:
    return [
        keep(store, number, f"题{number}", body, f"2024-01-0{number + 1}")
        for number, body in enumerate(TEXTS)
    ]


def keep(store: Store, number: int, title: str, body: str, day: str) -> int:
    report = Report(f"http://a.example/{number}", "daily", title, body, parse_when(day))
    with store.write() as connection:
        return insert_report(connection, report, exact=str(number), detected_at=AT)


def found(store: Store, *words: str, without: tuple[str, ...] = (), sort: Sort = Sort.NEWEST) -> list[int]:
    return [one.id for one in search(store, Filter(words=words, without=without, sort=sort))]


@pytest.mark.parametrize(
    ("word", "which"),
    [
        ("金凤", [0]),
        ("高新区", [2, 0]),
        ("新区管", [0]),
        ("金凤实验室", [0]),
        ("台账", [2]),
        ("臺賬", [2]),
        ("ai4s", [2]),
        ("氢", [3]),
        ("R&D", [3]),
        ("2.35%", [3]),
        ("题1", [1]),
        ("凤实", [0]),
        ("&", [3]),
        ("凤凰城", []),
    ],
)
def test_every_stretch_of_a_text_is_found_whatever_words_it_cuts(
    store: Store, held: list[int], word: str, which: list[int]
) -> None:
    assert found(store, word) == [held[number] for number in which]


def test_excluded_words_and_order_are_decided_by_the_text(store: Store, held: list[int]) -> None:
    assert found(store, "高新区", without=("臺账",)) == [held[0]]
    assert found(store, "高新区", without=("管委", "凤凰城")) == [held[2]]
    assert found(store, "高新区", without=("新区管",)) == [held[2]]
    assert found(store, "高新区", sort=Sort.OLDEST) == [held[0], held[2]]


def test_the_most_relevant_report_is_about_the_word_rather_than_newest(store: Store) -> None:
    texts = (
        ("云岭光源投用", "云岭光源今日投用，云岭光源是……" * 3, "2023-01-01"),
        ("简讯", "无关。" * 200 + "云岭光源也在其列。", "2024-01-01"),
        ("云岭光源", "云岭光源开工。" * 2, "2022-01-01"),
    )
    keys = [keep(store, number, *text) for number, text in enumerate(texts)]
    assert found(store, "云岭光源", sort=Sort.RELEVANCE)[-1] == keys[1]
    assert found(store, "云岭光源")[0] == keys[1]
    first = found(store, "云岭光源", sort=Sort.RELEVANCE)[0]
    page = search(store, Filter(words=("云岭光源",), sort=Sort.RELEVANCE, before=first, limit=1))
    assert [one.id for one in page] == [found(store, "云岭光源", sort=Sort.RELEVANCE)[1]]


def test_what_was_stored_before_the_index_is_searched_by_its_text_until_it_is_taken_in(
    store: Store, held: list[int]
) -> None:
    with store.write() as connection:
        begin_again(connection)
        assert not progress(connection).whole
        assert holding(connection, ["金凤"], 2**62, 9) == []
    assert found(store, "金凤") == [held[0]]
    with store.write() as connection:
        assert catch_up(connection, 2) == 2
    assert take_in(store) == len(TEXTS) - 2
    with store.read() as connection:
        assert progress(connection).whole
        assert [report_at(place) for place in holding(connection, ["金凤"], 2**62, 9)] == [held[0]]


def test_an_index_of_another_form_is_not_asked_and_built_again(store: Store, held: list[int]) -> None:
    with store.write() as connection:
        connection.execute(update(word_index).values(form="older"))
    assert found(store, "金凤") == [held[0]]
    assert take_in(store) == len(TEXTS)
    with store.read() as connection:
        assert progress(connection).whole


def test_pages_through_the_index_follow_one_another_without_gap_or_repeat(store: Store) -> None:
    with store.write() as connection:
        for number in range(150):
            day = parse_when(f"2024-0{1 + number % 9}-1{number % 7}") if number % 11 else None
            report = Report(
                f"http://a.example/{number}", "d", "", "金凤实验室" if number % 3 else "金凤", day
            )
            insert_report(connection, report, exact=str(number), detected_at=AT)
    pages: list[int] = []
    before = None
    while page := search(store, Filter(words=("金凤实验室",), limit=7, before=before)):
        pages += [one.id for one in page]
        before = page[-1].id
    assert len(pages) == len(set(pages)) == 100
    assert pages == [one.id for one in search(store, Filter(words=("金凤实验室",), limit=200))]


@given(st.text(max_size=40), st.data())
def test_whatever_stands_in_a_text_has_only_pairs_that_the_text_has(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    word = text[start : data.draw(st.integers(start, len(text)))]
    if levelled(word) in levelled(text):
        assert set(wanted_grams([word])) <= set(grams(text))


@given(st.sampled_from("金凤实验 a1"), st.sampled_from("金凤实验 a1"))
def test_one_pair_is_decided_by_the_index_alone(first: str, second: str) -> None:
    assert exact([first + second]) == (" " not in first + second)


def test_later_publication_is_a_higher_place_and_undated_the_lowest() -> None:
    days = (None, "2022", "2022-03", "2022-03-02", "2022-03-02T09:30:00+08:00", "2022-03-03")
    places = [place_of(day, 7) for day in days]
    assert places == sorted(places)
    assert len(set(places)) == len(days)
    assert {report_at(place) for place in places} == {7}


LOOKALIKES = "金凤鳳實实驗验ＡaA１1（(①"


@given(st.text(alphabet=LOOKALIKES, max_size=8), st.text(alphabet=LOOKALIKES, min_size=1, max_size=3))
def test_a_text_has_a_word_when_its_levelled_form_has_it(text: str, word: str) -> None:
    there = levelled(word) in levelled(text) or word.lower() in text.lower()
    assert Wanted(word).stands_in(text) == there
    assert any(Wanted(word).times_in(text)) == there


def test_a_word_is_counted_in_each_text_whatever_script_they_use() -> None:
    assert Wanted("实验室").times_in("實驗室", "金凤", "實驗室、實驗室") == (1, 0, 2)
    assert Wanted("实验室").times_in("实验室", "金凤", "实验室。实验室。") == (1, 0, 2)
