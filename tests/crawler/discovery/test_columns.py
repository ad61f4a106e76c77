"""From one column page: which links are reports, how the column goes on, and what is no column at all."""

from datetime import UTC, date, datetime

import pytest
from parsel import Selector

from crawler.discovery.links import links_of
from crawler.discovery.paging import find_paging
from crawler.discovery.reports import guess_reports
from crawler.discovery.shapes import pattern_of
from crawler.rows import day_near

NOW = datetime(2024, 5, 20, 4, 0, tzinfo=UTC)
BASE = "http://www.site.example/zwxx_176/tzgg/"


def page(body: str) -> Selector:
    return Selector(text=f"<html><body>{body}</body></html>")


def rows(count: int, shape: str, row: str = "<li><a href='{url}'>{title}</a><span>{day}</span></li>") -> str:
    found = []
    for n in range(1, count + 1):
        day = f"2024-05-{n:02d}"
        url = shape.format(
            n=10_000 + n * 37, compact=day.replace("-", ""), month=day[:7].replace("-", ""), day=day
        )
        found.append(row.format(url=url, title=f"第{n}批科技成果转化项目名单公布", day=day))
    return f"<ul class=list>{''.join(found)}</ul>"


NAVIGATION = "".join(
    f"<a href='/{name}/index.html'>{name}栏目</a>" for name in ("a1", "b2", "c3", "d4", "e5")
)


def understood(html: str, url: str = BASE) -> tuple[str, int, list[str]]:
    guess, doubts = guess_reports(links_of(page(html), url, NOW), url, NOW)
    return (guess.pattern, len(guess.links), doubts) if guess else ("", 0, doubts)


@pytest.mark.parametrize(
    ("shape", "pattern"),
    [
        ("./{month}/t{compact}_{n}.html", r"/tzgg/\d{6}/t\d{8}_\d+\.html(?:\?|$)"),
        ("/n2/2024/{n}/c365402-{n}.html", r"/n2/\d{4}/\d+/c\d+-\d+\.html(?:\?|$)"),
        ("/view.php?aid={n}&from=list", r"/view\.php\?aid=\d+"),
        ("/detail/{n}0aabbccddeeff0011/c.html", r"/detail/[0-9a-fA-F]{22}/c\.html(?:\?|$)"),
        ("/20/0505/12/FB{n}9O500018AP1.html", r"/\d{2}/\d{4}/\d{2}/[0-9A-Za-z]{18}\.html(?:\?|$)"),
        ("/a/{day}/{n}_pc.html", r"/a/\d{4}-\d{2}-\d{2}/\d+_pc\.html(?:\?|$)"),
    ],
)
def test_reports_are_told_from_navigation_and_their_shape_becomes_a_pattern(shape: str, pattern: str) -> None:
    found, count, doubts = understood(NAVIGATION + rows(8, shape) + "<a href='/about.html'>关于我们</a>")
    assert (count, doubts) == (8, [])
    assert found == pattern


def test_one_column_among_several_folders_is_one_shape() -> None:
    urls = [
        f"http://s.example/{name}/2024-05-0{n}/{n}1234.html" for n, name in enumerate(("kj", "sh", "cj"), 1)
    ]
    assert pattern_of(urls) == r"/[\w-]+/\d{4}-\d{2}-\d{2}/\d+\.html(?:\?|$)"


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("", "no links at all"),
        (NAVIGATION, "no three links"),
        ("".join(f"<a href='/c/{n}.html'>频道{n}</a>" for n in range(30)), "navigation"),
        ("".join(f"<a href='/c/{n}.html'>{n * 7919} 跟贴 {n * 104729}</a>" for n in range(30)), "navigation"),
        (
            "".join(
                f"<a href='http://farm{n}.example/{n}.html'>长长的引流标题一条又一条</a>" for n in range(30)
            ),
            "lead to other sites",
        ),
        ("<a href='/a.html'>只有一条新闻的页面标题</a><a href='/b.pdf'>附件</a>", "no three links"),
    ],
)
def test_what_is_no_column_is_refused_with_the_reason(html: str, why: str) -> None:
    pattern, _, doubts = understood(html)
    assert pattern == ""
    assert why in doubts[0]


def test_reports_without_any_date_are_taken_with_a_doubt() -> None:
    html = rows(12, "/view/{n}.html", "<li><a href='{url}'>{title}</a></li>")
    pattern, count, doubts = understood(html)
    assert (pattern, count) == (r"/view/\d+\.html(?:\?|$)", 12)
    assert any("no dates near the links" in doubt for doubt in doubts)


def test_two_lists_that_look_alike_are_told_as_a_doubt() -> None:
    both = rows(8, "/news/{compact}/{n}.html") + rows(8, "/video-{compact}-{n}.shtml")
    _, _, doubts = understood(both)
    assert any("another shape look alike" in doubt for doubt in doubts)


@pytest.mark.parametrize(
    ("row", "day"),
    [
        ("<li><a href='/x'>通知</a><span>2024-03-09</span></li>", date(2024, 3, 9)),
        ("<li><a href='/x'>通知</a>[2024年3月9日]</li>", date(2024, 3, 9)),
        ("<li><a href='/x'><p>通知</p><span>发布日期：2024-03-09</span></a></li>", date(2024, 3, 9)),
        ("<tr><td><a href='/x'>通知</a></td><td>(03-09)</td></tr>", date(2024, 3, 9)),
        ("<li><a href='/x'>通知</a><i>12-30</i></li>", date(2023, 12, 30)),
        ("<li><b>09</b><em>2024-03</em><a href='/x'>通知</a></li>", date(2024, 3, 9)),
        ("<li><a href='/x'>通知</a><div class=rdate date='2024-03-09'></div></li>", date(2024, 3, 9)),
        ("<li><a href='/x'>自2024年3月9日起施行的管理办法正式公布</a></li>", None),
        ("<li><a href='/x'>通知</a><span>2031-01-01</span></li>", None),
        ("<li><a href='/x'>通知</a></li>", None),
    ],
)
def test_the_day_in_a_row_is_read_and_a_titles_own_dates_are_not(row: str, day: date | None) -> None:
    other = "<li><a href='/y'>别的通知</a><span>2019-01-01</span></li>"
    html = f"<table>{row}</table>" if row.startswith("<tr>") else f"<ul>{row}{other}</ul>"
    link = page(html).css("a[href='/x']")[0].root
    assert day_near(link, NOW) == day


@pytest.mark.parametrize(
    ("html", "fields", "second"),
    [
        (
            "<script>function createPage(c,i,n,e){}createPage(34, 0, 'index', 'html');</script>",
            {"next_page": "index_{n}.html", "page_count": r"createPage\(\s*(\d+)\s*,"},
            BASE + "index_1.html",
        ),
        (
            "<a href='index_2.html'>2</a><a href='index_3.html'>3</a><a href='/2'>2</a>",
            {"next_page": "index_{n}.html", "first_number": 2},
            BASE + "index_2.html",
        ),
        (
            "<a href='?page=1'>2</a><a href='?page=2'>3</a>",
            {"next_page": "?page={n}", "first_number": 1},
            BASE + "?page=1",
        ),
        (
            "<a href='list_2.shtml'>下一页</a>",
            {"next_page": "list_{n}.shtml", "first_number": 2},
            BASE + "list_2.shtml",
        ),
        ("<a class=nxt href='more/abc.html'>下一页</a>", {"next_link": "a.nxt"}, BASE + "more/abc.html"),
    ],
)
def test_how_a_column_goes_on_is_found(html: str, fields: dict[str, object], second: str) -> None:
    found, doubts = find_paging(page(html), html, BASE)
    assert found is not None
    assert (found.fields, found.second, doubts) == (fields, second, [])


@pytest.mark.parametrize(
    ("html", "doubt"),
    [
        ("<a href='javascript:more()'>加载更多</a>", "loaded by a script"),
        ("共 12 页", "speaks of 12 pages"),
        ("<script>function createPage(a,b,c,d){}</script>", None),
        ("<a href='/2024/'>2024</a>", None),
    ],
)
def test_what_cannot_be_followed_is_a_doubt_and_never_a_guess(html: str, doubt: str | None) -> None:
    found, doubts = find_paging(page(html), html, BASE)
    assert found is None
    assert doubts == [] if doubt is None else doubt in doubts[0]
