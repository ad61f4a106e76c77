"""What a text counts of a commitment is attached under the text's own noun; what it counts of others is not."""

import pytest

from jiannuo.config.load import shipped_folder
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import ReadingKind
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from pipelines.reading.reader import Reader

READER = Reader(load_register(shipped_folder("register") / "chongqing-2021.yaml"))


def values(text: str, key: str) -> set[float]:
    report = Report(url="", outlet="x", title="", body=text, published=parse_when("2024-05-20"))
    return {
        reading.value
        for match in READER.read(report).matches
        if match.commitment == key
        for reading in match.readings
    }


@pytest.mark.parametrize(
    ("text", "key", "wanted"),
    [
        ("重庆金凤实验室投用两年，在岗博士215人，发表论文340篇，承担市级课题41项。", "B07", {215, 340, 41}),
        ("重庆英才计划实施以来，已支持领军人才320名、团队45个。", "A40", {320, 45}),
        ("西部生态能源研究院在重庆注册，注册资本3亿元。", "B10", {3e8}),
        (
            "我市“科技成果进区县”走进云阳、奉节等地，累计办对接会18场，签约项目合同额2.4亿元。",
            "A38",
            {18, 2.4e8},
        ),
        ("市科技局通报，重庆市知识价值信用贷款累计放款310亿元，不良率0.9%。", "A26", {310e8}),
        ("重庆全市高新技术企业今年净增860家，总量达到8400家。", "A19", {860, 8400}),
        ("重庆市科技局启动高端装备重大专项，首批安排任务17项，财政资金1.2亿元。", "A15", {17, 1.2e8}),
        ("重庆金凤实验室运行满一年，在岗博士62人；累计孵化企业19家，编写行业标准7部。", "B07", {62, 19, 7}),
        ("像这样的高新技术企业，目前，重庆已培育了8420多家。", "A19", {8420}),
        ("它在重庆只是其中之一。这样的科技型企业，全市已有6.2万家。", "A18", {62000}),
        ("像这样的高新技术企业，成都已培育了8420多家，重庆也在追赶。", "A19", set()),
        ("为了打通转化的堵点，重庆某产业技术研究院建起中试平台，培育21家高新技术企业。", "A19", set()),
        ("“财政金融30条”在重庆落地，撬动银行发放科技信贷88亿元。", "A36", {88e8}),
    ],
)
def test_what_a_text_counts_of_the_commitment_is_attached(text: str, key: str, wanted: set[float]) -> None:
    assert wanted <= values(text, key)


@pytest.mark.parametrize(
    ("text", "key", "foreign"),
    [
        ("重庆科学谷二期正在施工，现场有310名工人，塔吊9台同时作业。", "B02", {310, 9}),
        ("重庆金凤实验室、长江模拟器等6个项目集中开工，总投资58亿元。", "B07", {6, 58e8}),
        ("市科技局启动建设4个重庆实验室，各类创新平台830家。", "A10", {830}),
        ("重庆科学谷已投用，全市高新技术企业增至8700家。", "B02", {8700}),
        ("重庆英才计划入选名单公布，其中渝北区17名、永川区9名。", "A40", {17, 9}),
        ("重庆两江高端装备研究院攻克高端装备关键技术，公司员工240人，厂房3.1万平方米。", "A15", {240, 31000}),
        ("《重庆市基础研究行动计划》印发，从平台、人才两方面列出21项任务。", "A12", {2, 21}),
        ("重庆金凤实验室物业服务招标，最高限价260万元，保洁岗位38个。", "B07", {260e4, 38}),
        ("我市一只风险投资基金签约，基金规模6亿元。", "A25", {6e8}),
        ("綦江区新增高新技术企业23家，全区总量190家。", "A19", {23, 190}),
        ("重庆科学大道沿线、科学公园一带挂出提示牌85块，志愿服务点12个。", "B21", {85, 12}),
        ("参与起草的有重庆金凤实验室、重庆大学和3家企业。", "B07", {3}),
        ("国家级高新区在重庆增至4个；市级平台基地210个，技术合同成交额37亿元。", "A04", {210, 37e8}),
        ("重庆金凤实验室开放日门票一张45元。", "B07", {45}),
    ],
)
def test_what_a_text_counts_of_others_is_not_attached(text: str, key: str, foreign: set[float]) -> None:
    assert not foreign & values(text, key)


def test_a_rate_that_was_reached_is_a_share_and_no_growth() -> None:
    report = Report(
        url="",
        outlet="x",
        title="",
        body="重庆基础研究行动计划实施以来，基础研究经费占比提高到6.4%。",
        published=parse_when("2024-05-20"),
    )
    readings = [one for match in READER.read(report).matches for one in match.readings]
    assert [(one.value, one.kind) for one in readings] == [(6.4, ReadingKind.SHARE)]


def test_a_net_increase_is_kept_apart_from_the_stock() -> None:
    report = Report(
        url="",
        outlet="x",
        title="",
        body="去年重庆科技型企业净增1.2万家。",
        published=parse_when("2024-05-20"),
    )
    readings = [one for match in READER.read(report).matches for one in match.readings]
    assert [(one.measure, one.flow) for one in readings] == [("新增科技型企业", True)]
