"""A time named without its year that is still to come makes a plan of its verb, without any 将 or 拟."""

import pytest

from jiannuo.config.load import shipped_folder
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Stage
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from pipelines.reading.reader import Reader

READER = Reader(load_register(shipped_folder("register") / "chongqing-2021.yaml"))


def stage(text: str, day: str | None) -> Stage:
    published = parse_when(day) if day else None
    (match,) = READER.read(Report("https://www.cqrb.cn/a", "x", "", text, published)).matches
    return match.stage


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("科学会堂年底交付。", "2024-05-08"),
        ("科学会堂国庆前后开放。", "2024-05-08"),
        ("科学会堂“五一”期间开放。", "2024-02-08"),
        ("科学会堂下月启用。", "2024-05-08"),
        ("科学会堂月底开放。", "2024-05-08"),
        ("科学会堂四季度开放。", "2024-05-08"),
        ("科学会堂暑期启用。", "2024-05-08"),
        ("科学会堂春节后开放。", "2023-11-20"),
    ],
)
def test_what_happens_later_than_the_report_is_planned(text: str, day: str) -> None:
    assert stage(text, day) is Stage.PLANNED


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("科学会堂国庆前后开放。", "2024-10-09"),
        ("科学会堂春节后开放。", "2024-03-01"),
        ("科学会堂去年底启用。", "2024-05-08"),
        ("科学会堂上月底启用。", "2024-05-08"),
        ("科学会堂四季度启用。", "2025-01-20"),
        ("到年底，科学会堂已启用。", "2024-12-30"),
        ("科学会堂年底启用。", None),
    ],
)
def test_what_has_passed_by_then_is_fact(text: str, day: str | None) -> None:
    assert stage(text, day) is Stage.OPERATING


def test_what_a_meeting_asks_for_is_no_fact() -> None:
    text = "调研科学会堂时，区领导强调要守牢安全底线，把会堂建成精品工程。"
    assert stage(text, "2024-06-21") is Stage.PLANNED


def test_a_plan_that_came_to_nothing_is_a_delay() -> None:
    assert stage("科学会堂原定2023年底交付的计划落空。", "2024-05-08") is Stage.DELAYED
