"""A result told by a count in free words: only where no other stage is told, and only as fact."""

import pytest

from jiannuo.config.load import shipped_folder
from jiannuo.model.finding import Match
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Stage, Verdict
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from pipelines.reading.reader import Reader

READER = Reader(load_register(shipped_folder("register") / "chongqing-2021.yaml"))


def read(text: str, key: str) -> Match | None:
    report = Report("", "x", "", text, parse_when("2024-05-06"))
    found = {match.commitment: match for match in READER.read(report).matches}
    return found.get(key)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("重庆高新区对存量园区开展提档升级，盘活闲置厂房8.3万平方米。", "B13"),
        ("重庆推行“揭榜挂帅”，向中标团队拨付经费3600万元。", "A35"),
        ("重庆“一区两群”协同创新持续推进，主城与两群结对单位42家。", "A31"),
    ],
    ids=["freed", "paid out", "paired"],
)
def test_a_count_after_a_word_of_doing_is_a_result(text: str, key: str) -> None:
    match = read(text, key)
    assert match is not None
    assert (match.verdict, match.stage) == (Verdict.PROGRESS, Stage.RESULT)


@pytest.mark.parametrize(
    "text",
    [
        "重庆将推行“揭榜挂帅”，计划向中标团队拨付经费3600万元。",
        "重庆推行“揭榜挂帅”，向中标团队拨付经费的办法仍在讨论。",
        "重庆推行“揭榜挂帅”，尚未向团队拨付经费3600万元。",
    ],
    ids=["planned", "no count", "negated"],
)
def test_what_is_only_meant_or_not_counted_is_none(text: str) -> None:
    match = read(text, "A35")
    assert match is None or match.stage is not Stage.RESULT


def test_a_stage_that_is_told_beats_a_count() -> None:
    match = read("重庆金凤实验室昨日揭牌，组建团队12个。", "B07")
    assert match is not None
    assert match.stage is Stage.OPERATING


@pytest.mark.parametrize(
    ("text", "key", "stage"),
    [
        ("重庆科学大道三期昨日试通车。", "B21", Stage.OPERATING),
        ("重庆科学会堂已完成主体，正在安装幕墙。", "B22", Stage.UNDER_CONSTRUCTION),
        ("重庆科学公园二期打下第一桩。", "B23", Stage.STARTED),
        ("重庆科学谷二期已具备交付条件。", "B02", Stage.COMPLETED),
        ("重庆科学会堂原定年底完工，现调整至明年。", "B22", Stage.DELAYED),
    ],
)
def test_many_words_tell_one_stage(text: str, key: str, stage: Stage) -> None:
    match = read(text, key)
    assert match is not None
    assert match.stage is stage
