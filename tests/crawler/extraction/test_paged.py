"""Further pages of an article are told from its neighbours, and its parts become one report."""

import pytest
from lxml import html

from crawler.extraction.paged import joined, may_go_on, next_page
from jiannuo.model.report import Report

NEXT = "<a href='{}'>下一页</a>"


def following(first: str, markup: str, current: str = "") -> str | None:
    return next_page(html.fromstring(f"<div>{markup}</div>"), first, current or first)


@pytest.mark.parametrize(
    ("first", "link", "expected"),
    [
        ("http://a.cn/n2/2019/0615/c1-330.html", "c1-330-2.html", "http://a.cn/n2/2019/0615/c1-330-2.html"),
        ("http://a.cn/2019-06/c_1124.htm", "/2019-06/c_1124_2.htm", "http://a.cn/2019-06/c_1124_2.htm"),
        (
            "http://a.cn/2024/t2024_526502.shtml",
            "t2024_526502_1.shtml",
            "http://a.cn/2024/t2024_526502_1.shtml",
        ),
        ("http://a.cn/a/9913", "?page=2", "http://a.cn/a/9913?page=2"),
        ("http://a.cn/show?id=9913", "/show?id=9913&p=2", "http://a.cn/show?id=9913&p=2"),
    ],
)
def test_a_page_with_the_article_s_own_name_and_a_number_continues_it(
    first: str, link: str, expected: str
) -> None:
    assert following(first, NEXT.format(link)) == expected
    assert following(first, f"<a href='{link}'>[2]</a>") == expected


@pytest.mark.parametrize(
    "link",
    [
        "index_2.html",
        "c1-331.html",
        "c1-331-2.html",
        "http://b.cn/n2/c1-330-2.html",
        "/list/c1-330-2.html",
        "c1-330-2.pdf",
        "javascript:go(2)",
        "c1-330.html",
        "?page=x",
    ],
)
def test_another_article_column_host_or_kind_does_not(link: str) -> None:
    assert following("http://a.cn/n2/c1-330.html", NEXT.format(link)) is None


def test_a_link_that_says_something_else_does_not_lead_on() -> None:
    assert following("http://a.cn/c1-330.html", "<a href='c1-330-2.html'>评论</a>") is None


def test_the_pages_come_one_after_the_other_and_end() -> None:
    links = "".join(f"<a href='c1-330-{n}.html'>{n}</a>" for n in (2, 3)) + "<a href='c1-330.html'>1</a>"
    first = "http://a.cn/c1-330.html"
    second, third = "http://a.cn/c1-330-2.html", "http://a.cn/c1-330-3.html"
    assert following(first, links) == second
    assert following(first, links, second) == third
    assert following(first, links, third) is None


def test_a_page_whose_source_names_no_further_page_is_left_at_once() -> None:
    assert may_go_on("<a href='c1-330-2.html'>2</a>", "http://a.cn/c1-330.html")
    assert not may_go_on("<a href='c1-331.html'>下一篇</a>", "http://a.cn/c1-330.html")


def test_parts_are_joined_without_what_is_printed_again() -> None:
    first = Report("u", "o", "标题", "第一段。\n第二段。", origin={"body": "outlet #b"})
    second = Report("u2", "o", "标题", "标题\n第二段。\n第三段。", editor="何小舟")
    whole = joined([first, second])
    assert whole.body == "第一段。\n第二段。\n第三段。"
    assert (whole.url, whole.editor) == ("u", "何小舟")
    assert whole.origin["body"] == "outlet #b, 2 pages joined"
    assert joined([first]) is first
