"""An outlet file says which addresses are reports, which days they tell, and which design a page has."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from crawler.extraction.extract import extract
from crawler.outlet import Outlet, SearchWay
from crawler.url_dates import UrlDate, url_date
from jiannuo.model.vocabulary import OutletLevel, Precision

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
TEXT = "中试基地在滨江高新区开工建设，占地四十亩，计划两年内投入使用。"


def outlet(**more: Any) -> Outlet:
    return Outlet(name="x", title="x", level=OutletLevel.CITY, hosts=("a.example",), **more)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/tzgg/202509/t20250919_15023809.html", "2025-09-19"),
        ("https://a.example/cqrb/2023-02/15/002/content_rb_312874.htm", "2023-02-15"),
        ("https://a.example/shishi/2024-06-28/1960400_pc.html", "2024-06-28"),
        ("https://a.example/20241202/0123456789abcdef0123456789abcdef/c.html", "2024-12-02"),
        ("https://a.example/n2/2021/0304/c365402-1.html", "2021-03-04"),
        ("https://a.example/mixmedia/a/202510/23/WS68f99863a310f735438b1111.html", "2025-10-23"),
        ("https://a.example/view/20230214123.html", None),
        ("https://a.example/view?day=/2023/02/14/", None),
        ("https://a.example/2035/01/01/1.html", None),
        ("https://a.example/2023/13/41/1.html", None),
        ("https://a.example/x", None),
    ],
)
def test_an_address_tells_a_day_only_where_one_is_spelled(url: str, day: str | None) -> None:
    when = url_date(url, (), NOW)
    assert (when.iso() if when else None) == day


@pytest.mark.parametrize(
    ("rule", "url", "told"),
    [
        (
            UrlDate(pattern=r"/detail/(?P<id>\d{18,19})/", kind="snowflake"),
            "https://a.example/1/detail/1092863023146082304/web/c.htm",
            "2023-04-04",
        ),
        (
            UrlDate(pattern="WS(?P<id>[0-9a-f]{24})", kind="object_id"),
            "https://a.example/a/WS68f99863a310f735438b1111.html",
            "2025-10-23",
        ),
        (
            UrlDate(pattern=r"ARTI\w+?(?P<y>\d\d)(?P<m>\d\d)(?P<d>\d\d)\.shtml"),
            "https://a.example/ARTIvHFdkX0Bs9cjp260105.shtml",
            "2026-01-05",
        ),
        (
            UrlDate(pattern=r"/htmlnews/(?P<y>\d{4})/(?P<m>\d{1,2})/"),
            "https://a.example/htmlnews/2024/7/525.shtm",
            "2024-07",
        ),
        (UrlDate(pattern=r"/(?P<y>\d{4})(?P<m>\d\d)/"), "https://a.example/202413/1.html", None),
        (
            UrlDate(pattern=r"/detail/(?P<id>\d+)", kind="snowflake"),
            "https://a.example/detail/" + "9" * 60,
            None,
        ),
    ],
)
def test_ids_tell_the_day_on_which_a_page_was_made(rule: UrlDate, url: str, told: str | None) -> None:
    when = outlet(url_date=(rule,)).dated(url, NOW)
    assert (when.iso() if when else None) == told
    assert when is None or when.precision in (Precision.DAY, Precision.MONTH)


@pytest.mark.parametrize(
    "wrong",
    [
        {"pattern": "(", "kind": "spelled"},
        {"pattern": r"(?P<y>\d{4})"},
        {"pattern": r"(?P<y>\d{4})(?P<m>\d\d)", "kind": "object_id"},
        {"pattern": "x", "kind": "nonsense"},
    ],
)
def test_a_rule_that_cannot_work_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        UrlDate.model_validate(wrong)


@pytest.mark.parametrize("name", ["Host", "cookie", "User-Agent", "authorization", "X: y", "a\r\nb"])
def test_an_outlet_cannot_say_who_asks_or_change_the_line(name: str) -> None:
    with pytest.raises(ValidationError, match="no header"):
        SearchWay(way="search", start="http://a.example/{query}", headers={name: "x"})


def test_what_is_excluded_is_no_report_whatever_its_shape() -> None:
    one = outlet(article_url=(r"/\d+\.html",), exclude=("/gate/big5/",))
    assert one.is_article("https://a.example/1.html")
    assert not one.is_article("https://a.example/gate/big5/1.html")


REDESIGNED = outlet(
    article_url=(r"/n/\d{4}-\d{2}-\d{2}/\d+\.html",),
    selectors={"title": ["h1.new"], "body": ["div.new"]},
    versions=(
        {
            "valid_until": "2020-12-31",
            "article_url": [r"/old/\d+\.htm"],
            "selectors": {"body": ["div.oldest"]},
        },
        {"valid_until": "2023-06-30", "selectors": {"title": ["h1.mid"], "body": ["div.mid"]}},
    ),
)
PAGE = (
    "<html><body><h1 class=new>现行标题现行标题</h1><h1 class=mid>旧版标题旧版标题</h1>"
    f"<div class=new><p>现行。{TEXT}</p></div><div class=mid><p>旧版。{TEXT}</p></div>"
    f"<div class=oldest><p>最早。{TEXT}</p></div></body></html>"
)


@pytest.mark.parametrize(
    ("url", "body", "rule"),
    [
        ("https://a.example/n/2024-05-01/1.html", "现行。", "outlet div.new"),
        ("https://a.example/n/2023-06-30/1.html", "旧版。", "outlet div.mid"),
        ("https://a.example/n/2023-07-01/1.html", "现行。", "outlet div.new"),
        ("https://a.example/n/2019-01-01/1.html", "最早。", "outlet div.oldest"),
        ("https://a.example/other/1.html", "现行。", "outlet div.new"),
    ],
)
def test_the_design_of_the_day_comes_first(url: str, body: str, rule: str) -> None:
    report = extract(PAGE, url, outlet=REDESIGNED, now=NOW)
    assert report.body.startswith(body)
    assert report.origin["body"] == rule


def test_without_a_day_in_the_address_the_day_of_fetching_decides() -> None:
    then = datetime(2022, 3, 1, tzinfo=UTC)
    report = extract(PAGE, "https://a.example/other/1.html", outlet=REDESIGNED, now=then)
    assert report.body.startswith("旧版。")


def test_other_designs_are_fallbacks_for_a_page_that_was_moved_into_the_new_one() -> None:
    page = PAGE.replace("class=mid", "class=gone").replace("class=oldest", "class=gone")
    report = extract(page, "https://a.example/n/2019-01-01/1.html", outlet=REDESIGNED, now=NOW)
    assert (report.title, report.body[:3]) == ("现行标题现行标题", "现行。")


def test_the_shapes_of_earlier_designs_are_reports_too() -> None:
    assert REDESIGNED.is_article("https://a.example/old/17.htm")
    assert not REDESIGNED.is_article("https://a.example/about.htm")
