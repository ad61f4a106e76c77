"""Names that share a tail in a list, lists under one verb, documents of a territory, and an organ that speaks of itself."""

import pytest

from jiannuo.config.load import shipped_folder
from jiannuo.model.report import Report
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from pipelines.reading.reader import Reader

READER = Reader(load_register(shipped_folder("register") / "chongqing-2021.yaml"))
DAY = parse_when("2024-09-09")
ACADEMY = "https://www.cqast.cn/1.html"


def touched(body: str, url: str = "") -> set[str]:
    return {match.commitment for match in READER.read(Report(url, "报", "", body, DAY)).matches}


@pytest.mark.parametrize(
    ("body", "keys"),
    [
        ("重庆金凤、广阳湾实验室各添一座平台。", {"A10"}),
        ("重庆市科学技术研究院的乡村振兴、数字乡村研究院搬进新楼。", {"C13", "C14"}),
        ("中科院、重庆大学科学中心同日封顶，都在重庆高新区。", {"B09"}),
        ("重庆今年要打造广阳湾智创生态城和西部(重庆)科学城。", {"A01", "A03"}),
        ("重庆高新区公示西部(重庆)科学城国土空间分区规划。", {"A01"}),
        ("金凤城市中心的首座剧场昨天开门。", {"B18"}),
    ],
)
def test_each_member_of_a_list_is_found(body: str, keys: set[str]) -> None:
    assert keys <= touched(body)


def test_the_head_of_a_list_is_quoted_where_it_stands() -> None:
    body = "在重庆，金凤、广阳湾实验室各添一座平台。"
    found = READER.read(Report("", "报", "", body, DAY)).matches
    quotes = [hit.quote for match in found if match.commitment == "B07" for hit in match.anchors]
    assert {(quote.text, body[quote.start : quote.end]) for quote in quotes} >= {("金凤", "金凤")}


def test_words_before_a_joint_that_make_no_name_are_none() -> None:
    assert "B07" not in touched("重庆青凤、广阳湾实验室各添一座平台。")


def test_an_organ_need_not_name_itself_on_its_own_outlet() -> None:
    body = "院里今年修订了绩效工资办法，种子基金完成首期募集。"
    assert {"C19", "C31"} <= touched(body, ACADEMY)
    assert touched(body, "https://www.cqrb.cn/1.html").isdisjoint({"C19", "C31"})


def test_a_text_of_others_on_its_outlet_is_not_its_own() -> None:
    assert "C19" not in touched("九龙坡区的种子基金完成首期募集。", ACADEMY)


def test_a_district_need_not_be_named_again_in_its_own_report() -> None:
    body = "重庆高新区的一年。\n重庆大学新楼封顶。\n老园区改造完成两个，链主企业引进三家。"
    assert {"B13", "B14"} <= touched(body)
    assert "B13" not in touched(body.replace("重庆高新区的", "重庆的"))


def test_what_a_body_counts_as_its_own_is_not_the_city_s_too() -> None:
    assert touched("重庆市科学技术研究院的种子投资基金完成首期募集。") & {"C19", "A25"} == {"C19"}
    assert "A25" in touched("重庆的种子投资基金完成首期募集。")
