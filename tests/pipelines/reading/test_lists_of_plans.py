"""A heading or a lead-in says whether what it lists is planned or done: the items themselves often do not."""

import pytest

from jiannuo.config.load import shipped_folder
from jiannuo.model.finding import Match
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import ReadingKind, Stage, Verdict
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from pipelines.reading.forms import normal
from pipelines.reading.reader import Reader
from pipelines.reading.sections import Sections

READER = Reader(load_register(shipped_folder("register") / "chongqing-2021.yaml"))
PROGRESS = Verdict.PROGRESS


def matched(body: str) -> dict[str, Match]:
    report = Report("https://kjj.cq.gov.cn/a.html", "x", "", body, parse_when("2024-01-20"))
    return {match.commitment: match for match in READER.read(report).matches}


def mood(text: str, word: str) -> str:
    text = normal(text).text
    sections, position = Sections(text), text.index(word)
    return "plan" if sections.plan(position) else "past" if sections.past(position) else "open"


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("一、去年回顾\n甲。\n二、今年工作打算\n(一)乙。\n丙。", "丙", "plan"),
        ("一、去年回顾\n(一)平台\n甲。\n二、今年工作打算\n乙。", "甲", "past"),
        ("一、工作打算\n甲。\n二、附则\n乙。", "乙", "open"),
        ("2023年总结和2024年工作计划\n甲。", "甲", "open"),
        ("今年重点抓好以下工作:甲,乙。\n丙。", "乙", "plan"),
        ("今年重点抓好以下工作:甲,乙。\n丙。", "丙", "open"),
        ("今年重点工作:\n1.甲。\n2.乙。\n丙。", "乙", "plan"),
        ("今年重点工作:\n1.甲。\n2.乙。\n丙。", "丙", "open"),
        ("甲已完成。下一步,乙。丙。", "丙", "plan"),
        ("甲已完成。下一步,乙。丙。", "甲", "open"),
        ("一年来的成效:\n——甲。\n——乙。", "乙", "past"),
    ],
)
def test_a_heading_rules_until_the_next_of_its_rank(text: str, word: str, expected: str) -> None:
    assert mood(text, word) == expected


def test_bare_verbs_are_plans_below_a_heading_of_plans_and_facts_below_one_that_looks_back() -> None:
    items = "1.科学会堂封顶。\n2.科学谷三期开工。\n"
    planned, done = matched(f"今年重点工作:\n{items}"), matched(f"去年工作亮点:\n{items}")
    assert {key: (planned[key].verdict, planned[key].stage) for key in ("B22", "B02")} == {
        "B22": (PROGRESS, Stage.PLANNED),
        "B02": (PROGRESS, Stage.PLANNED),
    }
    assert (done["B22"].stage, done["B02"].stage) == (Stage.TOPPED_OUT, Stage.STARTED)


def test_what_is_already_so_stays_a_fact_in_a_list_of_plans() -> None:
    assert matched("下一步,抓好科学谷招商,科学谷一期已投用。")["B02"].stage is Stage.OPERATING


def test_figures_below_a_heading_of_plans_are_aims() -> None:
    found = matched("二、2024年工作打算\n全市高新技术企业达到8500家。")["A19"]
    assert [(one.value, one.kind) for one in found.readings] == [(8500, ReadingKind.AIM)]


def test_a_slogan_in_a_list_of_plans_names_no_step() -> None:
    assert matched("下一步,重庆要深化科研院所改革。")["A33"].verdict is Verdict.MENTION
