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
