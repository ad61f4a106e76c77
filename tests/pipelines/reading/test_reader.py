"""The reader tells a promise from its look-alikes, a fact from a plan, its own figure from a neighbour's."""

import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiannuo.config.load import shipped_folder
from jiannuo.model.finding import Findings, Match
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Field, MissKind, Stage, Verdict
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from pipelines.reading.forms import normal
from pipelines.reading.knowledge import cues, gazetteer
from pipelines.reading.lexicon import Lexicon
from pipelines.reading.reader import Reader
from query.demo.pages import SamplePages

REGISTER = load_register(shipped_folder("register") / "chongqing-2021.yaml")
READER = Reader(REGISTER)
LEXICON = Lexicon(REGISTER, cues(), gazetteer())


def read(body: str, title: str = "", published: str | None = "2023-07-05", url: str = "") -> Findings:
    when = parse_when(published) if published else None
    return READER.read(Report(url=url, outlet="x", title=title, body=body, published=when))


def matched(findings: Findings) -> dict[str, Match]:
    return {match.commitment: match for match in findings.matches}


@pytest.mark.parametrize(
    ("text", "key", "verdict", "stage"),
    [
        ("7月4日，重庆金凤实验室揭牌投用。", "B07", Verdict.PROGRESS, Stage.OPERATING),
        ("重庆金凤实验室将于今年10月投用。", "B07", Verdict.MENTION, Stage.PLANNED),
        ("重庆金凤实验室尚未投用。", "B07", Verdict.MENTION, Stage.NONE),
        ("重庆科学会堂12月开工，总投资50亿元。", "B22", Verdict.PROGRESS, Stage.STARTED),
        (
            "重庆科学谷一期目前完成总工程量的82%，已有多栋楼封顶。",
            "B02",
            Verdict.PROGRESS,
            Stage.UNDER_CONSTRUCTION,
        ),
        ("重慶市高新技術企業達到6300家。", "A19", Verdict.PROGRESS, Stage.RESULT),
        ("自2022年6月投用以来，重庆金凤实验室运行平稳。", "B07", Verdict.PROGRESS, Stage.OPERATING),
    ],
)
def test_modality_decides_what_a_verb_is_worth(text: str, key: str, verdict: Verdict, stage: Stage) -> None:
    match = matched(read(text))[key]
    assert (match.verdict, match.stage) == (verdict, stage)


@pytest.mark.parametrize(
    "text",
    [
        "银川市金凤区新增高新技术企业31家。",
        "郑州高新区科学大道快速化改造完工通车。",
        "湖南省知识价值信用贷款累计发放超过300亿元。",
        "成渝（兴隆湖）综合性科学中心在成都天府新区动工。",
        "重庆金凤湖公园开放，金凤软件园举行歌会。",
        "成都“揭榜挂帅”项目达到33项。",
        "我国高新技术企业超过40万家。",
        "配图为重庆金凤实验室外景。",
        "今天天气晴朗，市民纷纷出游。",
    ],
)
def test_a_look_alike_is_no_match(text: str) -> None:
    assert matched(read(text)) == {}


def test_a_name_that_only_runs_over_two_words_is_no_match() -> None:
    other = read("重庆大学城乡规划学院创新实践基地建设提升。")
    assert "B01" not in matched(other)
    assert {miss.commitment: miss.kind for miss in other.near_misses}["B01"] is MissKind.PART_OF_WORD
    assert "B01" in matched(read("重庆大学城创新实践基地建设提升。"))


def test_a_near_miss_says_what_stood_in_the_way() -> None:
    far = Report("", "x", "", "成都“揭榜挂帅”项目达到33项。")
    misses = {miss.commitment: miss for miss in READER.read(far, far_misses=True).near_misses}
    assert misses["A35"].kind is MissKind.OTHER_PLACE
    assert misses["A35"].about["place"] == "sichuan/chengdu"
    assert READER.read(far).near_misses == ()


def test_nothing_older_than_the_founding_article_is_progress() -> None:
    old = matched(read("重庆金凤实验室揭牌投用。", published="2021-11-22"))
    assert old["B07"].verdict is Verdict.MENTION


def test_a_reprint_of_the_founding_article_is_never_progress() -> None:
    text = "市科技局陈军、高新区左永祥介绍，重庆金凤实验室投用，科技型企业达到36685家。"
    found = matched(read(text, title="加快建设具有全国影响力的科技创新中心", published="2022-01-05"))
    assert {match.verdict for match in found.values()} == {Verdict.MENTION}


def test_paired_lists_give_each_name_its_own_figure() -> None:
    found = matched(read("重庆全市高新技术企业、科技型企业分别达到6348家、42989家。"))
    assert [reading.value for reading in found["A19"].readings] == [6348]
    assert [reading.value for reading in found["A18"].readings] == [42989]


def test_a_districts_count_is_never_the_citys() -> None:
    match = matched(read("重庆市永川区高新技术企业达到212家。"))["A19"]
    assert match.verdict is Verdict.MENTION
    assert match.readings == ()


def test_members_of_a_list_share_its_verb() -> None:
    found = matched(read("重庆高新区一批项目集中开工。其中有科学谷二期、重庆大学科学中心等。"))
    assert found["B09"].stage is Stage.STARTED
    assert found["B09"].verdict is Verdict.PROGRESS


def test_the_date_of_the_event_is_not_that_of_the_report() -> None:
    match = matched(read("6月25日，重庆金凤实验室揭牌投用。", published="2023-07-05"))["B07"]
    assert match.effective is not None
    assert match.effective.day == date(2023, 6, 25)


def test_the_same_input_gives_the_same_answer() -> None:
    text = "重庆金凤实验室投用，全市高新技术企业达到6348家，科学大道开工。"
    other = Reader(load_register(shipped_folder("register") / "chongqing-2021.yaml"))
    assert read(text) == other.read(Report("", "x", "", text, parse_when("2023-07-05")))


def test_offsets_lead_to_the_stored_text_however_it_is_spelled() -> None:
    title, body = "科 学(xué)大道通車", "重慶科\u200b學（xué）大道４月３０日正式通車，全長約２４公里。"
    findings = read(body, title)
    assert findings.matches
    assert_verbatim(findings, title, body)


def assert_verbatim(findings: Findings, title: str, body: str) -> None:
    for match in findings.matches:
        quotes = [*match.evidence, *(r.quote for r in match.readings), *(a.quote for a in match.anchors)]
        assert match.evidence
        for quote in quotes:
            text = title if quote.field is Field.TITLE else body
            assert quote.text
            assert text[quote.start : quote.end] == quote.text


PIECES = st.sampled_from(
    [
        "重庆",
        "金凤实验室",
        "科学大道",
        "高新技术企业",
        "科技型企业",
        "揭榜挂帅",
        "成都",
        "全市",
        "我区",
        "将",
        "已",
        "投用",
        "开工",
        "分别",
        "达到",
        "42989家",
        "4.3万家",
        "82%",
        "、",
        "，",
        "。",
        "\n",
        "（",
        "）",
        "(",
        ")",
        "“",
        "”",
        "\u200b",
        "學(xué)",
        "2022年6月",
        "6月25日",
        "去年底",
        "超",
        "近",
        "亿元",
        "其中",
        "第3批",
        "〔2023〕26号",
        "0",
        ".",
        ",",
        "年",
        "月",
    ]
)


@given(st.lists(PIECES | st.text(max_size=4), max_size=60), st.text(max_size=30))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_read_evidence_stands_verbatim(pieces: list[str], title: str) -> None:
    body = "".join(pieces)
    assert_verbatim(read(body, title), title, body)


def test_reading_grows_with_the_text_and_not_faster() -> None:
    piece = "重庆金凤实验室将投用，高新技术企业分别达到1家、2家，其中有科学大道；"

    def seconds(times: int) -> float:
        began = time.perf_counter()
        read(piece * times)
        return time.perf_counter() - began

    seconds(10)
    short, long = min(seconds(40) for _ in range(3)), min(seconds(320) for _ in range(3))
    # Eight times the text may take eight times as long, with room for noise: a square law would take 64.
    assert long < short * 40


def test_the_sample_web_is_read_as_its_authors_meant_it() -> None:
    pages = SamplePages(date(2026, 6, 1))
    right = total = 0
    for article in pages.articles():
        if article.fault or article.private:
            continue
        when = parse_when(article.published.replace(" ", "T") + "+08:00") if article.published else None
        place = {"www.rongcheng.example": "sichuan/chengdu", "cq.renmin-portal.example": None}.get(
            article.host, "chongqing"
        )
        place = None if article.host.startswith("m.") else place
        report = Report("", article.host, article.title, "\n".join(article.paragraphs), when)
        found = READER.read(report, outlet_place=place)
        said = {m.commitment: [m.verdict.value, m.stage.value] for m in found.matches}
        total += 1
        right += said == article.expect
    assert total >= 90
    # Pinned: it may only rise.
    assert right / total >= 0.95, f"{right} of {total}"


@given(st.lists(PIECES | st.text(max_size=3), max_size=40))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_quick_exit_loses_no_name(pieces: list[str]) -> None:
    text = "".join(pieces)
    if LEXICON.names_in(normal(text).text):
        assert LEXICON.may_name(text)
