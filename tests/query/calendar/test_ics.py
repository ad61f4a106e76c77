"""A calendar that other programs read as it was meant, with entries that move when their day does."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiannuo.locale import wording
from jiannuo.model.commitment import Aim, Commitment, Founding, Promisor, Register, Target
from jiannuo.model.finding import Aimed
from jiannuo.model.news import NewsItem
from jiannuo.model.standing import standing
from jiannuo.model.vocabulary import CommitmentKind, Comparator, Stage, Verdict
from jiannuo.model.when import When, parse_when
from query.board import Line
from query.calendar.dues import dues
from query.calendar.ics import Entry, ics

icalendar = pytest.importorskip("icalendar", reason="calendars are NOT read back: icalendar is not installed")
NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
AIM = Aim(10000.0, "《行动计划》", Comparator.AT_LEAST, parse_when("2025"))


def entry(title: str = "题", note: str = "注", **other: Any) -> Entry:
    told = {"uid": "u@x", "day": date(2025, 12, 31), "page": "", "category": "期限", **other}
    return Entry(title=title, note=note, **told)


def read(document: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(document).walk("VEVENT"))


@given(st.text(), st.text())
@settings(deadline=None, max_examples=150)
def test_every_text_comes_back_and_no_line_is_too_long(title: str, note: str) -> None:
    document = ics("历", [entry(title, note)], NOW)
    lines = document.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert lines[-1] == b""
    assert [line.decode("utf-8") for line in lines]
    assert not set(document.replace(b"\r\n", b"")) & {10, 13, 0, 27}
    names = [line.partition(b":")[0] for line in lines if not line.startswith(b" ")]
    assert names == [line.partition(b":")[0] for line in ics("历", [entry()], NOW).split(b"\r\n")]


@given(st.text('中文 a,;:\\"\n<>&', max_size=200))
@settings(deadline=None, max_examples=100)
def test_a_library_reads_the_same_text(title: str) -> None:
    [found] = read(ics("历", [entry(title)], NOW))
    assert str(found["SUMMARY"]) == title


def line_of(*events: NewsItem, due: str = "2025", aim: Aim = AIM) -> tuple[Register, Line]:
    target = Target("企业", "家", Comparator.AT_LEAST, 8000.0, due=parse_when("2024-06"), aims=(aim,))
    one = Commitment(
        "T1",
        "企业总量",
        CommitmentKind.METRIC,
        "做大总量",
        ("li",),
        (),
        due=parse_when(due),
        targets=(target,),
    )
    founding = Founding("样例", "sample", When(date(2021, 12, 1)), date(2021, 12, 1))
    register = Register(
        "sample", "样例台账", "sample", founding, (Promisor("li", "李某", "甲局"),), (one,), "v1"
    )
    now = standing(one, events, looked=True, promised=date(2021, 12, 1), on=date(2026, 1, 1), since=None)
    return register, Line(one, now, events)


def announced(when: str, report: int) -> NewsItem:
    aimed = Aimed(Stage.COMPLETED, parse_when(when) or When(date.min))
    published = When(date(2022, report, 1))
    return NewsItem(
        report, "T1", Verdict.MENTION, Stage.NONE, None, NOW, "题", "http://a.example/", "daily", published,
        (), (), ("daily",), 1, aimed=aimed,
    )  # fmt: skip


def made(register: Register, line: Line, language: str = "zh") -> list[Entry]:
    return dues(register, [line], wording(language), "http://j.example")


def test_what_is_due_stands_on_the_last_day_that_is_meant() -> None:
    register, line = line_of(announced("2023-06", 1), announced("2023-12", 2))
    told = {one.category: (one.day.isoformat(), one.title) for one in made(register, line)}
    assert told == {
        "报道所称日期": ("2023-12-31", "T1 企业总量：预计建成"),
        "承诺目标": ("2024-06-30", "T1 企业总量：企业 ≥8,000家"),
        "承诺期限": ("2025-12-31", "T1 企业总量：到期"),
        "后来的目标": ("2025-12-31", "T1 企业总量：企业 ≥1万家"),
    }


def test_an_entry_keeps_its_name_when_its_day_moves() -> None:
    before = {one.category: one.uid for one in made(*line_of(announced("2023-06", 1)))}
    after = {
        one.category: one.uid
        for one in made(*line_of(announced("2023-06", 1), announced("2024-06", 2), due="2026"))
    }
    assert before == after
    assert len(set(before.values())) == 4
    assert {
        one.category: one.uid for one in made(*line_of(announced("2023-06", 1)), "en")
    }.keys() != before.keys()


def test_entries_are_whole_days_with_a_way_back_to_the_page() -> None:
    register, line = line_of()
    document = ics("历", made(register, line), NOW)
    for found in read(document):
        assert type(found["DTSTART"].dt) is date
        assert (found["DTEND"].dt - found["DTSTART"].dt).days == 1
        assert str(found["URL"]) == "http://j.example/commitments/T1"
        assert found["DTSTAMP"].dt == datetime(2026, 11, 2, tzinfo=UTC)
    assert document == ics("历", made(register, line), NOW.replace(hour=9))
