"""A promise is found where the press shortens, renames or only describes it, and not where the words mean another thing."""

import pytest

from jiannuo.config.load import shipped_folder
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Stage, Verdict
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from pipelines.reading.reader import Reader

READER = Reader(load_register(shipped_folder("register") / "chongqing-2021.yaml"))
DAY = parse_when("2024-09-09")


def touched(body: str) -> set[str]:
    found = READER.read(Report("", "报", "", body, DAY)).matches
    return {match.commitment for match in found if match.verdict is not Verdict.POSSIBLE}


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("重庆基础研究经费占研发投入的比重升到6.1%。", "A12"),
        ("重庆市级种子、天使、风险三类基金已投出项目900个。", "A25"),
        ("市科技局与荣昌区举行工作会商，重庆今年已开了十场。", "A28"),
        ("重庆支持每个区县亮出一张科创名片。", "A30"),
        ("重庆科技项目改用里程碑考核，企业出题占六成。", "A34"),
        ("重庆发布首批技术榜单，向全球征集攻关团队。", "A35"),
        ("重庆选派的科技专员走进27个乡镇。", "A44"),
        ("重庆环西南大学的创新创业生态圈新添两栋楼。", "A23"),
        ("重庆凤栖湖公园本周末开放。", "B24"),
        ("重庆高新区改造完成两个老工业园，腾出空间九万平方米。", "B13"),
        ("重庆高新区为每个项目配一名企业管家。", "B30"),
        ("重庆服务业开放的两个案例获全国推广。", "B31"),
        ("重庆7个综合保税区中，西永贡献了六成进出口。", "B32"),
        ("重庆市科学技术研究院的打磨机器人在两条产线上岗。", "C04"),
        ("重庆出台科研人员尽职免责清单。", "C26"),
    ],
)
def test_a_promise_is_found_under_other_words(body: str, key: str) -> None:
    assert key in touched(body)


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("重庆以“一区两群，各美其美”为题推介夏日线路。", "A31"),
        ("重庆市科学技术研究院公开招聘，岗位有机器人工程师。", "C04"),
        ("重庆要赋予科研人员更大自主权。", "B27"),
        ("重庆后备库入库拟上市科技企业386家。", "A18"),
        ("成都高新区改造完成两个老工业园。", "B13"),
    ],
)
def test_the_same_words_of_another_thing_are_not_the_promise(body: str, key: str) -> None:
    assert key not in touched(body)


def test_a_name_that_lacks_its_company_hides_no_stage_word() -> None:
    found = READER.read(Report("", "报", "", "重庆8所高校开展职务科技成果单列管理改革试点。", DAY)).matches
    assert {match.commitment: match.stage for match in found}["B27"] is Stage.PILOT
