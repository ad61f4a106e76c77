"""Time, modality and place of a word decide what it is worth: one test for each way in which the press misleads."""

from datetime import date

import pytest

from jiannuo.config.load import shipped_folder
from jiannuo.model.finding import Match
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Precision, ReadingKind, Stage, Verdict
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from pipelines.reading.reader import Reader

READER = Reader(load_register(shipped_folder("register") / "chongqing-2021.yaml"))
PROGRESS, MENTION = Verdict.PROGRESS, Verdict.MENTION


def matched(body: str, published: str | None = "2024-05-20") -> dict[str, Match]:
    day = parse_when(published) if published else None
    return {match.commitment: match for match in READER.read(Report("", "x", "", body, day)).matches}


@pytest.mark.parametrize(
    ("text", "key", "verdict", "stage"),
    [
        ("重庆科学谷将正式投用。", "B02", MENTION, Stage.PLANNED),
        ("重庆科学谷计划全面开工。", "B02", MENTION, Stage.PLANNED),
        ("据传重庆科学谷已经停工。", "B02", MENTION, Stage.PLANNED),
        ("重庆科学会堂2026年3月竣工。", "B22", MENTION, Stage.PLANNED),
        ("市住房城乡建委介绍，重庆科学会堂2026年3月竣工。", "B22", PROGRESS, Stage.PLANNED),
        ("重庆科学会堂2024年3月竣工。", "B22", PROGRESS, Stage.COMPLETED),
        ("重庆科学会堂竣工时间顺延至2027年。", "B22", PROGRESS, Stage.DELAYED),
        ("重庆科学会堂竣工时间定在2027年6月。", "B22", MENTION, Stage.NONE),
        ("重庆科学谷3号楼封顶。", "B02", PROGRESS, Stage.UNDER_CONSTRUCTION),
        ("重庆职务科技成果赋权“拿地即开工”说法不准确。", "B27", MENTION, Stage.NONE),
        ("重庆发布科学会堂介绍短片。", "B22", MENTION, Stage.NONE),
        ("重庆职务科技成果赋权实施办法印发。", "B27", PROGRESS, Stage.POLICY_ISSUED),
        ("重庆科学会堂于2019年5月开工。", "B22", MENTION, Stage.STARTED),
    ],
)
def test_the_time_and_mood_of_a_verb_decide(text: str, key: str, verdict: Verdict, stage: Stage) -> None:
    match = matched(text)[key]
    assert (match.verdict, match.stage) == (verdict, stage)


def test_since_it_was_opened_tells_when_it_was_opened() -> None:
    match = matched("自2022年6月投用以来，重庆金凤实验室运行平稳。")["B07"]
    assert match.stage is Stage.OPERATING
    assert match.effective is not None
    assert (match.effective.day, match.effective.precision) == (date(2022, 6, 1), Precision.MONTH)


def test_one_verb_is_shared_by_all_that_are_listed() -> None:
    found = matched(
        "重庆高新区重点项目集中开工，包括科学谷三期、科学会堂、金凤城市中心等9个项目，总投资99亿元。"
    )
    for key in ("B02", "B22", "B18"):
        assert (found[key].verdict, found[key].stage) == (PROGRESS, Stage.STARTED)
        assert not found[key].readings, "the sum of nine projects is not that of one"


def test_projects_described_after_a_joint_start_have_started_too() -> None:
    text = "西部（重庆）科学城一批项目集中开工。科学会堂总建筑面积33万平方米，总投资50亿元。"
    assert matched(text)["B22"].stage is Stage.STARTED


@pytest.mark.parametrize(
    "text",
    [
        "成都高新技术企业达到1.1万家。重庆召开旅游推介会。",
        "青岛重庆路沿线高新技术企业达到300家。",
        "新余市渝水区高新技术企业达到173家。",
        "我省高新技术企业达到9000家。",
    ],
)
def test_the_half_that_speaks_of_elsewhere_is_no_match(text: str) -> None:
    assert "A19" not in matched(text)


def test_figures_paired_by_order_go_to_their_own_place_and_name() -> None:
    places = matched("全市、两江新区、重庆高新区的科技型企业分别为5.2万家、7800家、3600家。" + "重庆发布。")
    assert [reading.value for reading in places["A18"].readings] == [52000]
    grown = matched("重庆全市高新技术企业9273家、科技型企业6.48万家，同比增长19.6%和24.1%。")
    assert [reading.value for reading in grown["A19"].readings] == [9273, 19.6]
    assert [reading.value for reading in grown["A18"].readings] == [64800, 24.1]


def test_growth_share_aim_and_fact_are_kept_apart() -> None:
    found = matched("重庆市高新技术企业达到9000家，同比增长12%。到2027年，全市高新技术企业达到1.27万家。")
    kinds = {reading.value: reading.kind for reading in found["A19"].readings}
    assert kinds == {9000: ReadingKind.FACT, 12: ReadingKind.GROWTH, 12700: ReadingKind.AIM}


def test_what_follows_of_which_is_not_the_whole() -> None:
    match = matched("重庆市科技型企业5.2万家，其中永川区科技型企业1200家。")["A18"]
    assert [reading.value for reading in match.readings] == [52000]


def test_one_university_has_only_a_share_of_the_citys_reform() -> None:
    match = matched("重庆理工大学职务科技成果赋权已完成43项。")["B27"]
    assert match.verdict is MENTION
    assert not match.readings


def test_the_academys_promise_is_not_kept_by_others() -> None:
    others = matched("重庆机电集团研发的智能工厂测控系统已在9家工厂落地。")["C05"]
    own = matched("重庆市科学技术研究院研发的智能工厂测控系统已在9家工厂落地。")["C05"]
    assert (others.verdict, own.verdict) == (MENTION, PROGRESS)


@pytest.mark.parametrize(
    "text",
    [
        "重庆金凤小学科学谷小学开学，家长排队。",
        "重庆大学城隧道今日封闭检修。",
        "小区位于科学大道附近，重庆楼市首付优惠。",
        "重庆某厂急招普工，地址在西永综保区B区，包吃住。",
        "重庆快讯。相关新闻：科学大道全线贯通",
    ],
)
def test_a_name_in_another_name_an_address_a_notice_or_a_link_is_no_match(text: str) -> None:
    assert not {"B01", "B02", "B21", "B32"} & set(matched(text))


def test_an_undated_report_is_no_progress_and_has_no_date() -> None:
    match = matched("重庆金凤实验室揭牌投用。", published=None)["B07"]
    assert (match.verdict, match.effective) == (MENTION, None)


def test_a_table_names_the_unit_before_the_number() -> None:
    match = matched("重庆市主要指标：高新技术企业（家） 9116")["A19"]
    assert [(reading.value, reading.unit) for reading in match.readings] == [(9116, "家")]
