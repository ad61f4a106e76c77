"""Which part of home a text speaks of or from: its outlet, the only district it names, a name within another's."""

import pytest

from jiannuo.config.load import shipped_folder
from jiannuo.model.finding import Match
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Verdict
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from pipelines.reading.locality import Locality
from pipelines.reading.reader import Reader

READER = Reader(load_register(shipped_folder("register") / "chongqing-2021.yaml"))
LOCALITY = Locality("home", ["home.gov", "east.home.gov=home/east", "news.example/home", "ho*.org"])


def matched(body: str, url: str = "") -> dict[str, Match]:
    report = Report(url, "x", "", body, parse_when("2024-05-20"))
    return {match.commitment: match for match in READER.read(report).matches}


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://www.home.gov/a", "home"),
        ("https://east.home.gov/a", "home/east"),
        ("https://news.example/home/a", "home"),
        ("https://news.example/away/a", None),
        ("https://www.homeland.org/a", "home"),
        ("https://other.org/a", None),
    ],
)
def test_the_narrowest_host_decides(url: str, place: str | None) -> None:
    assert LOCALITY.of(url) == place


def test_an_outlet_of_the_district_need_not_name_it() -> None:
    text = "营商环境怎么样，企业说了算。"
    assert "B30" in matched(text, "https://gxq.cq.gov.cn/a.html")
    assert "B30" not in matched(text, "https://www.cqrb.cn/a.html")


def test_counts_of_a_text_that_names_one_district_only_are_not_the_citys() -> None:
    district = "永川高新区排名上升。\n2023年，科技型企业达到2455家。"
    city = "市科技局公布：永川高新区排名上升。\n2023年，全市科技型企业达到58524家。"
    assert not matched(district, "https://www.cqyc.gov.cn/a.html")["A18"].readings
    assert matched(district, "https://www.cqyc.gov.cn/a.html")["A18"].verdict is Verdict.MENTION
    assert [one.value for one in matched(city, "https://www.cqrb.cn/a.html")["A18"].readings] == [58524]


def test_a_districts_name_right_after_another_citys_is_a_district_there() -> None:
    assert "A18" in matched("江北区科技型企业达到800家。")
    assert "A18" not in matched("宁波市江北区科技型企业达到800家。")


def test_streets_and_quarters_called_after_far_towns_leave_a_text_at_home() -> None:
    for street in ("桂林街道", "坪山大道"):
        assert "A18" in matched(f"潼南区{street}的科技型企业达到80家。"), street


TOUR = "在湖北，沿江高铁加紧施工。\n在内蒙古，高标准农田陆续开工。\n在重庆，两江新区的厂房封顶。\n"
POLICY = "今年，我国将支持设立创业投资引导基金，促进科技型企业成长壮大。"


def test_a_tour_of_the_country_speaks_of_no_single_region_for_what_the_nation_does() -> None:
    url = "https://news.example.com/a.html"
    assert "A18" not in matched(f"各地加快建设。\n{TOUR}{POLICY}", url)
    assert "A18" in matched(f"各地加快建设。\n{TOUR}在重庆，今年科技型企业达到5万家。", url)


def test_a_text_that_names_home_first_is_of_home_however_many_others_it_compares_with() -> None:
    text = f"重庆加快培育科技企业。\n{TOUR}{POLICY}"
    assert "A18" in matched(text, "https://news.example.com/a.html")
    assert "A18" in matched(f"各地加快建设。\n{TOUR}{POLICY}", "https://www.cqrb.cn/a.html")
