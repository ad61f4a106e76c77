"""A false friend that swallows a name voids it, with its reason; supporting words raise a score and decide nothing."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from jiannuo.config.load import shipped_folder
from jiannuo.model.finding import Findings
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import AnchorRole, MissKind
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register, parse_register
from pipelines.reading.reader import Reader

SHIPPED = Reader(load_register(shipped_folder("register") / "chongqing-2021.yaml"))
ENTRY: dict[str, Any] = {
    "id": "Q1",
    "name": "深海试验场",
    "kind": "facility",
    "promisors": ["li"],
    "statement": "建成深海试验场。",
    "anchors": [{"names": ["试验场"]}],
}


def reader(**fields: Any) -> Reader:
    data = {
        "id": "q",
        "name": "测试台账",
        "place": "shandong/qingdao",
        "founding": {"title": "谈话", "outlet": "报", "published": "2023-02", "progress_from": "2023-02-20"},
        "promisors": [{"id": "li", "name": "李海", "organ": "市海洋局"}],
        "commitments": [ENTRY | fields],
    }
    return Reader(parse_register(yaml.safe_dump(data, allow_unicode=True), Path("q.yaml")))


def read(by: Reader, body: str) -> Findings:
    return by.read(Report("", "报", "", body, parse_when("2023-08-01")))


def test_a_look_alike_that_holds_the_name_voids_it_and_says_why() -> None:
    by = reader(look_alikes=[{"text": "汽车试验场", "why": "汽车的"}])
    found = read(by, "7月30日，青岛汽车试验场正式投用。")
    assert found.matches == ()
    assert [(miss.kind, miss.about) for miss in found.near_misses] == [
        (MissKind.LOOK_ALIKE, {"word": "汽车试验场", "why": "汽车的"})
    ]


def test_a_look_alike_leaves_the_name_elsewhere_in_the_sentence_alone() -> None:
    by = reader(look_alikes=[{"text": "汽车试验场"}])
    found = read(by, "7月30日，青岛汽车试验场旁的深海试验场正式投用。")
    assert [match.commitment for match in found.matches] == ["Q1"]


def test_a_look_alike_of_the_same_name_is_told_by_its_place_only() -> None:
    by = reader(look_alikes=[{"text": "试验场", "place": "liaoning/dalian"}])
    assert [match.commitment for match in read(by, "青岛试验场投用。").matches] == ["Q1"]
    assert read(by, "大连试验场投用。").matches == ()


def test_supporting_words_raise_the_score_and_are_quoted() -> None:
    body = "7月30日，青岛深海试验场正式投用，首批海试的潜水器入场。"
    [plain] = read(reader(), body).matches
    [helped] = read(reader(support=["潜水器", "海试", "浮标"]), body).matches
    assert helped.score == pytest.approx(plain.score + 0.1)
    quoted = {anchor.quote.text for anchor in helped.anchors if anchor.role is AnchorRole.SUPPORT}
    assert quoted == {"潜水器", "海试"}


def test_supporting_words_alone_are_nothing() -> None:
    assert read(reader(support=["潜水器"]), "青岛的潜水器下水。").matches == ()


@pytest.mark.parametrize(
    ("body", "never"),
    [
        ("重庆怀柔科学城建设提速，年内新开工项目20个。", "A01"),
        ("重庆金凤隧道今天通车。", "B07"),
        ("重庆高新区金凤湖完成蓄水。", "B07"),
        ("重庆大学城市科技学院今天开学。", "B01"),
        ("重庆联手成都，推进成渝（兴隆湖）综合性科学中心建设。", "A05"),
    ],
)
def test_the_shipped_look_alikes_are_no_match(body: str, never: str) -> None:
    assert never not in {match.commitment for match in read(SHIPPED, body).matches}


@pytest.mark.parametrize(
    ("body", "stands"),
    [
        ("青岛的试验场3号数据机房近日通电投用。", True),
        ("青岛的试验场5号厂房封顶。", True),
        ("青岛试验场12号某小店开业。", False),
        ("青岛某小区紧邻试验场,均已交房。", False),
    ],
)
def test_a_numbered_part_of_a_facility_is_the_facility_a_house_number_or_a_neighbour_is_not(
    body: str, stands: bool
) -> None:
    assert bool(read(reader(), body).matches) is stands


@pytest.mark.parametrize(
    "body",
    [
        "重庆天气:大学城、科学谷一带今夜有中到大雨。",
        "重庆科学谷某楼盘开盘认购,首批房源200套。",
        "重庆科学谷一处工地起火,起火原因正在调查。",
    ],
)
def test_short_notices_of_weather_flats_and_fires_are_no_match(body: str) -> None:
    assert SHIPPED.read(Report("", "报", "", body, parse_when("2023-08-01"))).matches == ()
