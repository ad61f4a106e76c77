"""A text that says by which rule it counts is taken at its word, and quoted."""

from pathlib import Path

import pytest

from jiannuo.config.load import shipped_folder
from jiannuo.model.finding import Reading
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import BasisKind, ReadingKind
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from pipelines.reading.reader import Reader

READER = Reader(load_register(Path(shipped_folder("register")) / "chongqing-2021.yaml"))


def readings(body: str) -> list[Reading]:
    found = READER.read(Report("", "报", "", body, parse_when("2024-02-01")))
    told = [one for match in found.matches for one in match.readings if match.commitment == "A18"]
    for one in told:
        if one.basis:
            assert body[one.basis.quote.start : one.basis.quote.end] == one.basis.quote.text
    return told


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        ("按新口径统计，截至2023年底重庆全市科技型企业达到5.8万家。", BasisKind.NEW, "新口径"),
        ("截至2023年底，重庆全市科技型企业达到5.8万家（统计口径有调整）。", BasisKind.NEW, "口径有调整"),
        (
            "截至2023年底，重庆全市科技型企业达到5.8万家。注：2023年起调整统计口径。",
            BasisKind.NEW,
            "调整统计口径",
        ),
        ("截至2023年底，按可比口径重庆全市科技型企业达到5.8万家。", BasisKind.COMPARABLE, "可比口径"),
        ("按新的认定办法，截至2023年底重庆全市科技型企业达到5.8万家。", BasisKind.NEW, "新的认定办法"),
    ],
)
def test_what_the_text_says_of_its_counting_is_kept(body: str, kind: BasisKind, words: str) -> None:
    [one] = readings(body)
    assert one.basis is not None
    assert one.basis.kind is kind
    assert words in one.basis.quote.text


@pytest.mark.parametrize(
    "body",
    [
        "截至2023年底，重庆全市科技型企业达到5.8万家。",
        "截至2023年底，重庆全市科技型企业达到5.8万家。今年将按新标准建设孵化器。",
        "截至2023年底，重庆全市科技型企业达到5.8万家。\n各部门宣传口径要一致。",
        "大口径射电望远镜开建。截至2023年底，重庆全市科技型企业达到5.8万家。",
        "截至2023年底，重庆全市科技型企业达到5.8万家。会议认为，统计口径要调整优化。",
    ],
)
def test_other_rules_and_other_calibres_are_none(body: str) -> None:
    assert [one.basis for one in readings(body)] == [None]


def test_growth_for_comparison_leaves_the_count_beside_it_alone() -> None:
    found = readings("截至2023年底，重庆全市科技型企业达到5.8万家，按可比口径同比增长35%。")
    assert [one.basis for one in found if one.unit == "家"] == [None]


@pytest.mark.parametrize(
    "body",
    [
        "截至2023年底，重庆全市科技型企业达到5.8万家，按可比口径同比增长12.3%。",
        "按可比口径计算，重庆全市科技型企业比上年增长12.3%。",
        "截至2023年底，重庆全市科技型企业达到5.8万家（同比增长12.3%，按可比口径）。",
        "截至2023年底，重庆全市科技型企业达到5.8万家，按同一口径计算，同比增长12.3%。",
    ],
)
def test_growth_on_a_comparable_basis_is_growth_and_says_so(body: str) -> None:
    [grown] = [one for one in readings(body) if one.value == 12.3]
    assert grown.kind is ReadingKind.GROWTH
    assert grown.basis is not None
    assert grown.basis.kind is BasisKind.COMPARABLE


def test_a_growth_beside_another_clause_about_comparing_has_no_basis_of_its_own() -> None:
    body = "重庆全市科技型企业达到5.8万家，同比增长12.3%，各区县要按可比口径报送数据。"
    assert [one.basis for one in readings(body)] == [None, None]
