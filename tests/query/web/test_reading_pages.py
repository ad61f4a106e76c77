"""Board, commitment and report show what the database holds, with every quotation in its place."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from lxml import etree

from jiannuo.model.asking import Filter
from jiannuo.store.asking import search
from jiannuo.store.engine import Store
from query.charts.scale import ticks
from query.web.marked import Span, pieces


class Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name == "href" and value]


def number(store: Store, url: str) -> int:
    [found] = [one for one in search(store, Filter(limit=100)) if one.url == url]
    return found.id


def plain(text: str) -> str:
    return re.sub(r"<[^>]+>", "", text)


def test_the_road_leads_from_the_board_to_the_quoted_sentence(pages: Any) -> None:
    board = pages.get("/")
    assert "/commitments/B07" in Links(board.text).found

    commitment = pages.get("/commitments/B07")
    quoted = [link for link in Links(commitment.text).found if re.fullmatch(r"/reports/\d+#q\d+", link)]
    assert quoted

    path, _, place = quoted[-1].partition("#")
    report = pages.get(path)
    marked = re.search(
        rf'<mark class="[^"]*evidence[^"]*" title="B07" id="{place}">(.*?)</mark>', report.text
    )
    assert marked is not None
    assert "金凤实验室" in plain(report.text[marked.start() :])[:60]


def test_the_stored_text_is_shown_whole_and_unchanged(pages: Any, filled: Store) -> None:
    report = pages.get(f"/reports/{number(filled, 'http://a.example/1')}")
    shown = re.search(r'<div class="text" lang="zh-CN">(.*?)</div>', report.text, re.DOTALL)
    assert shown
    assert plain(shown[1]) == "本报讯 6月25日，重庆金凤实验室正式投用，首批12支科研团队入驻。\n市民反响热烈。"


def test_a_reprint_is_folded_and_its_outlets_are_named(pages: Any, filled: Store) -> None:
    commitment = pages.get("/commitments/B07").text
    assert "同一报道另有 1 篇" in commitment
    assert "渝州广播" in commitment
    report = pages.get(f"/reports/{number(filled, 'http://a.example/1')}").text
    assert "渝州广播" in report[report.index('id="story"') :]


def test_figures_that_contradict_each_other_stand_side_by_side(pages: Any) -> None:
    text = pages.get("/commitments/A18").text
    doubts = plain(text[text.index('id="doubts"') : text.index('id="timeline"')])
    assert "5.8万家" in doubts
    assert "4.1万家" in doubts


def test_a_chart_is_a_picture_that_stands_alone(pages: Any) -> None:
    answer = pages.get("/commitments/A18/charts/0.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    drawn = etree.fromstring(answer.body)
    kinds = [element.get("class") for element in drawn.iter() if element.get("class")]
    assert kinds.count("fact") >= 2
    assert "aim" in kinds
    assert "doubt" in kinds


def test_the_table_of_readings_holds_what_the_chart_shows(pages: Any) -> None:
    answer = pages.get("/commitments/A18/readings.csv")
    lines = answer.body.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("measure,day,kind")
    assert any("2023-12-31" in line and "58000" in line for line in lines[1:])


def test_why_not_is_answered_under_todays_rules(pages: Any, filled: Store) -> None:
    address = f"/reports/{number(filled, 'http://a.example/4')}?why=B07"
    assert "文中没有该承诺的任何名称" in pages.get(address).text


@pytest.mark.parametrize(
    ("query", "here", "away"),
    [
        ("stage=operating", "B07", "A18"),
        ("kind=metric", "A18", "B07"),
        ("theme=%E4%BC%81%E4%B8%9A%E5%88%9B%E6%96%B0&by=theme", "A18", "B07"),
        ("known_at=2020-01-01&stage=none", "B07", "Z99"),
    ],
)
def test_the_board_holds_to_its_filter(pages: Any, query: str, here: str, away: str) -> None:
    text = pages.get(f"/?{query}").text
    board = text[: text.index('id="week"')]
    assert f"/commitments/{here}" in board
    assert f"/commitments/{away}" not in board


def test_english_is_a_switch_that_links_keep(pages: Any) -> None:
    text = pages.get("/?lang=en").text
    assert '<html lang="en">' in text
    own = [link for link in Links(text).found if link.startswith("/commitments/")]
    assert own
    assert all(link.endswith("?lang=en") for link in own)
    assert "Yuzhou Daily" in pages.get("/commitments/B07?lang=en").text


@pytest.mark.parametrize(
    "path", ["/commitments/ZZ", "/reports/0", "/reports/x", "/reports/99999999999999999999", "/no"]
)
@pytest.mark.parametrize("lang", ["", "?lang=en"])
def test_what_is_not_there_is_a_page_that_says_so(pages: Any, path: str, lang: str) -> None:
    answer = pages.get(path + lang)
    assert answer.status == 404
    assert ("没有这一页" in answer.text) != bool(lang)


def test_pieces_joined_are_the_text_and_spans_that_do_not_fit_are_left_out() -> None:
    text = "一二三四五六"
    cut = pieces(text, [Span(1, 4, "evidence", "A"), Span(3, 5, "figure", "B"), Span(5, 99, "name", "C")])
    assert "".join(piece.text for piece in cut) == text
    assert [(piece.text, piece.parts) for piece in cut if piece.parts] == [
        ("二三", ("evidence",)),
        ("四", ("evidence", "figure")),
        ("五", ("figure",)),
    ]


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0, 43_000), (-5, 12), (0, 0), (3.2, 3.3), (0, 1e15)])
def test_ticks_enclose_the_values_and_are_few(low: float, high: float) -> None:
    marks = ticks(low, high)
    assert marks[0] <= low
    assert marks[-1] >= high
    assert 2 <= len(marks) <= 12


def test_the_chart_is_also_a_png_and_nothing_else(pages: Any) -> None:
    pytest.importorskip("resvg_py")
    answer = pages.get("/commitments/A18/charts/0.png")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    assert answer.body.startswith(b"\x89PNG\r\n\x1a\n")
    assert pages.get("/commitments/A18/charts/0.gif").status == 404
