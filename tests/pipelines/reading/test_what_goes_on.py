"""What a text goes on to say of a name without naming it, and what only a question, a part or a paper says."""

import pytest

from jiannuo.config.load import shipped_folder
from jiannuo.model.finding import Match
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Stage, Verdict
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from pipelines.reading.reader import Reader

READER = Reader(load_register(shipped_folder("register") / "chongqing-2021.yaml"))


def matched(body: str) -> dict[str, Match]:
    report = Report("https://www.cqrb.cn/a.html", "x", "", body, parse_when("2024-05-20"))
    return {match.commitment: match for match in READER.read(report).matches}


@pytest.mark.parametrize(
    ("text", "key", "stage"),
    [
        ("金凤实验室名气渐响。运行两年来，该实验室已迎来首批研究生。", "B07", Stage.OPERATING),
        ("问：科学会堂建成了吗？\n答：还没有，眼下正在安装幕墙。", "B22", Stage.UNDER_CONSTRUCTION),
        ("重庆超瞬态实验装置的项目建议书今年2月获批。", "A07", Stage.APPROVED),
        ("重庆科学谷8栋楼宇通过竣工验收。", "B02", Stage.COMPLETED),
        ("重庆科学谷8栋楼宇竣工，其余两栋尚在装修。", "B02", Stage.UNDER_CONSTRUCTION),
        ("重庆科学大道二期6座桥梁全部合龙。", "B21", Stage.UNDER_CONSTRUCTION),
        ("科学城新春“开门红”：33个项目集中开工。", "A01", Stage.STARTED),
    ],
)
def test_the_stage_that_the_text_as_a_whole_tells(text: str, key: str, stage: Stage) -> None:
    match = matched(text)[key]
    assert (match.verdict, match.stage) == (Verdict.PROGRESS, stage)


def test_a_pronoun_points_back_to_the_thing_it_agrees_with() -> None:
    found = matched("西部（重庆）科学城加快建设。西部生态能源研究院落户一年来，该院已搬进新大楼。")
    assert found["B10"].stage is Stage.OPERATING
    assert found["A01"].stage is not Stage.OPERATING


def test_a_question_states_nothing() -> None:
    assert matched("有市民问，重庆科学会堂投用了吗？")["B22"].verdict is Verdict.MENTION


def test_what_a_paper_lists_is_no_result() -> None:
    found = matched("近日，《重庆市基础研究行动计划》正式对外公布，明确了支持青年人才等12项任务。")
    assert found["A12"].stage is Stage.POLICY_ISSUED


def test_a_territory_that_only_tells_which_institute_is_meant_is_not_spoken_of() -> None:
    assert "A01" not in matched("西部生态能源研究院是科学城引进的首批央企研究院。")


@pytest.mark.parametrize(
    "text",
    [
        "西永综保区电子厂急聘普工，月薪6500元，入职满一月返费2000元。",
        "重庆一司机在科学大道闯红灯，与货车相撞。",
        "重庆科学会堂保洁服务采购公告：采购预算380万元，响应文件须密封。",
    ],
)
def test_adverts_tenders_and_accidents_are_no_news_of_it(text: str) -> None:
    assert matched(text) == {}


def test_a_short_form_that_the_text_introduces_stands_for_the_name() -> None:
    text = "长江生态环境模拟器（以下简称“大科学模拟器”）位于重庆。\n上周，大科学模拟器的首个观测站投用。"
    assert matched(text)["A08"].stage is Stage.OPERATING


def test_home_may_stand_in_brackets_inside_a_name() -> None:
    assert matched("中国科学院（重庆）科学中心一期竣工。")["B08"].verdict is Verdict.PROGRESS


def test_an_event_is_under_way_when_it_is_held() -> None:
    assert matched("市科技局与璧山区举行2024年工作会商。")["A28"].stage is Stage.OPERATING
    assert matched("市科技局拟与璧山区举行工作会商。")["A28"].stage is not Stage.OPERATING


def test_what_is_in_use_and_has_results_is_in_use() -> None:
    found = matched("科学城隧道昨天通车，累计新增里程12公里。")["B25"]
    assert found.stage is Stage.OPERATING


def test_a_chronicle_tells_of_its_own_year() -> None:
    report = Report(
        "https://gxq.cq.gov.cn/a.html",
        "x",
        "",
        "重庆高新区2022年大事记\n3月31日 科学会堂开工。",
        parse_when("2023-01-18"),
    )
    [match] = [one for one in READER.read(report).matches if one.commitment == "B22"]
    assert match.effective is not None
    assert (match.stage, match.effective.day.isoformat()) == (Stage.STARTED, "2022-03-31")
