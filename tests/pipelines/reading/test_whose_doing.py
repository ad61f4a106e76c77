"""A project or a park in a district is the city's own doing; a district's count is only its share."""

import pytest

from jiannuo.config.load import shipped_folder
from jiannuo.model.finding import Match
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Stage, Verdict
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from pipelines.reading.reader import Reader

READER = Reader(load_register(shipped_folder("register") / "chongqing-2021.yaml"))
PROGRESS, MENTION = Verdict.PROGRESS, Verdict.MENTION


def matched(body: str) -> dict[str, Match]:
    report = Report("https://www.cqrb.cn/a.html", "x", "", body, parse_when("2024-05-20"))
    return {match.commitment: match for match in READER.read(report).matches}


@pytest.mark.parametrize(
    ("text", "key", "verdict"),
    [
        ("綦江区数控机床重大专项通过验收。", "A15", PROGRESS),
        ("荣昌国家高新区获批建设。", "A04", PROGRESS),
        ("永川国家高新区规上工业总产值增长7%。", "A04", MENTION),
        ("北碚区环西南大学创新生态圈揭牌。", "A23", PROGRESS),
        ("长寿区科技型企业达到1020家。", "A18", MENTION),
    ],
)
def test_what_happens_in_a_district(text: str, key: str, verdict: Verdict) -> None:
    assert matched(text)[key].verdict is verdict


@pytest.mark.parametrize(
    ("text", "key", "verdict", "stage"),
    [
        ("《重庆市基础研究行动计划》出炉。", "A12", PROGRESS, Stage.POLICY_ISSUED),
        (
            "网传重庆科学会堂停工。建设方表示消息不实，现场正常施工。",
            "B22",
            PROGRESS,
            Stage.UNDER_CONSTRUCTION,
        ),
        (
            "重庆知识价值信用贷款将单户额度由500万元提到1000万元，累计发放300亿元。",
            "A26",
            PROGRESS,
            Stage.RESULT,
        ),
        ("市领导提出，打造金凤、明月湖、嘉陵江、广阳湾四大重庆实验室。", "A10", MENTION, Stage.PLANNED),
        ("到2027年，重庆西永综保区进出口值力争年均增长5%。", "B32", MENTION, Stage.PLANNED),
    ],
)
def test_what_a_clause_states(text: str, key: str, verdict: Verdict, stage: Stage) -> None:
    match = matched(text)[key]
    assert (match.verdict, match.stage) == (verdict, stage)


def test_a_house_number_on_a_promised_road_is_an_address() -> None:
    assert "B21" not in matched("报名地址：重庆高新区科学大道68号。")
