"""Every kind of promise is told of in every stage: the standard words of the press, one short sentence for each."""

import pytest

from jiannuo.config.load import shipped_folder
from jiannuo.model.finding import Match
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Stage, Verdict
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from pipelines.reading.reader import Reader

READER = Reader(load_register(shipped_folder("register") / "chongqing-2021.yaml"))
DAY = parse_when("2024-06-20")

BUILDINGS = {
    "B22": "科学会堂",
    "B21": "西部（重庆）科学城科学大道",
    "B02": "西部（重庆）科学城科学谷",
    "B07": "金凤实验室",
}
BUILT = {
    "planned": "{}启动招标|{}进入招标阶段|{}正在开展前期工作|{}设计方案公开征集|{}规划方案正在公示|{}项目环评公示",
    "approved": "{}项目可研报告获批复|市发展改革委批复{}项目可行性研究报告|{}二期初步设计通过审查|{}取得施工许可证"
    "|{}用地获批"
    "|{}成功摘地|{}建设用地规划许可证核发|市政府批准组建{}二期",
    "signed": "{}项目签约|{}签约落户|{}与一家企业签订合作协议",
    "started": "{}项目正式破土动工|{}举行开工仪式|{}二期项目开工建设|{}启动建设|{}打下第一根桩|{}打下首根桩|{}建设全面启动",
    "under_construction": "{}工程进度已达75%|{}已完成形象进度60%|{}完成总工程量的62%|{}正在加紧施工|{}正加快推进建设"
    "|{}现场塔吊林立"
    "|{}进入装饰装修阶段|{}施工进度过半|{}桩基施工全部完成|{}建设如火如荼|{}建设进入冲刺阶段|{}仍在建设",
    "topped_out": "{}主体结构全面封顶|{}顺利封顶|{}最后一块顶板浇筑完成，标志着项目主体封顶",
    "completed": "{}通过竣工验收|{}建设完工|{}全面竣工|{}正式建成|{}项目落成",
    "operating": "{}正式投用|{}投入使用|{}启用|{}正式揭牌|{}迎来首批入驻企业|{}今天开门迎客|{}正式对外开放"
    "|{}投入试运行|{}投入运营",
    "delayed": "{}项目延期|{}建设停工|{}竣工时间调整到2026年6月",
}
REFORMS = {
    "A35": "“揭榜挂帅”",
    "B27": "职务科技成果赋权改革",
    "A37": "科技成果评价改革",
    "A33": "科研院所改革",
}
REFORMED = {
    "policy_issued": "重庆市出台{}实施方案|市科技局等部门印发《重庆市{}实施办法》|《重庆市{}若干措施》近日发布"
    "|《重庆市{}实施细则》自7月1日起施行|《{}实施方案》经市委深改委审议通过",
    "pilot": "重庆10家单位开展{}试点",
    "result": "重庆{}取得明显成效|重庆{}入选全国典型案例|重庆在全市推广{}",
    "planned": "市科技局就《重庆市{}实施办法》公开征求意见",
}
FIELDS = {"A13": "集成电路", "A14": "智能网联汽车", "A15": "高端装备", "A16": "生物医药"}
FIELD = {
    "started": "重庆{}重大专项启动|重庆启动{}重大专项",
    "policy_issued": "市科技局发布{}重大专项申报指南",
    "approved": "重庆{}重大专项立项15个",
    "operating": "重庆{}创新中心揭牌",
    "result": "重庆{}领域攻克关键技术12项|重庆研发的{}关键技术填补国内空白|重庆{}首台套下线|重庆{}关键技术取得突破",
}
ACADEMY = {"C02": "先进连接技术", "C03": "激光装备", "C05": "智能工厂", "C06": "自控系统"}
RESEARCHED = {
    "started": "市科学技术研究院启动{}攻关",
    "approved": "市科学技术研究院{}项目获批立项",
    "result": "市科学技术研究院{}关键技术取得突破"
    "|重庆市科学技术研究院{}通过鉴定，达到国际先进水平|市科学技术研究院{}获授权发明专利6件",
}
COUNTS = {"A18": "科技型企业", "A19": "高新技术企业"}
COUNTED = {
    "result": "截至5月底，全市{}达到8万家|截至目前，全市有效期内{}共有8万家|我市{}数量增至8万家|全市{}同比增长12.5%"
    "|全市已累计培育{}8万家|目前，重庆拥有{}8万余家|全市{}净增1.1万家，总量达8万家|全市{}由2020年的2万家增加到8万家",
}
TABLES = ((BUILDINGS, BUILT), (REFORMS, REFORMED), (FIELDS, FIELD), (ACADEMY, RESEARCHED), (COUNTS, COUNTED))
CASES = [
    (key, pattern.format(name), stage)
    for names, patterns in TABLES
    for stage, said in patterns.items()
    for pattern in said.split("|")
    for key, name in names.items()
]


def matched(body: str, key: str) -> Match | None:
    found = READER.read(Report("https://www.cqrb.cn/x", "报", "", f"6月19日消息，{body}。", DAY)).matches
    return next((match for match in found if match.commitment == key), None)


@pytest.mark.parametrize(("key", "body", "stage"), CASES, ids=[f"{k}-{s}-{b}" for k, b, s in CASES])
def test_the_press_says_that_a_stage_is_reached(key: str, body: str, stage: str) -> None:
    match = matched(body, key)
    assert match is not None
    assert (match.verdict, match.stage) == (Verdict.PROGRESS, Stage(stage))


@pytest.mark.parametrize(
    "body",
    [
        "重庆召开工作会议研究科学会堂",
        "科学会堂推动工业互联网应用",
        "科学会堂建成渝会展圈",
        "科学会堂线上线下同步直播",
        "科学会堂周边交通车辆增多",
        "科学会堂展开业务培训",
        "科学会堂公开课很受欢迎",
        "科学会堂推进中心城区会展业",
        "科学会堂加强基础设施工程管理",
        "科学会堂服务改革开放",
        "科学会堂旁要打造创新高地",
        "科学会堂形成立体绿化",
        "科学会堂建立项目专班",
        "科学会堂建筑面积调整到24万平方米",
        "科学会堂封顶在即",
        "逾期视为放弃科学会堂展位",
    ],
)
def test_two_words_that_meet_are_no_stage_word(body: str) -> None:
    match = matched(body, "B22")
    assert match is None or match.stage in (Stage.NONE, Stage.PLANNED, Stage.RESULT)
    assert match is None or match.stage is Stage.RESULT or match.verdict is Verdict.MENTION


def test_what_was_supported_already_is_no_plan() -> None:
    match = matched("重庆英才计划已支持人才2113名", "A40")
    assert match is not None
    assert [str(reading.kind) for reading in match.readings] == ["fact"]
