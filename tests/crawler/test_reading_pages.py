"""Addresses, bytes, dates and pages are read as they are, not as they claim to be."""

from datetime import UTC, date, datetime

import pytest

from crawler.decode import decode
from crawler.extraction.dates import read_date, read_url_date
from crawler.extraction.extract import extract
from crawler.outlet import Canonical, Outlet
from crawler.outlets import load_outlets
from crawler.urls import absolute, canonical
from jiannuo.model.vocabulary import OutletLevel, Precision

NOW = datetime(2024, 1, 10, 4, 0, tzinfo=UTC)
TEXT = "超瞬态实验装置在重庆高新区开工建设，总投资三十亿元。"


@pytest.mark.parametrize(
    ("body", "header", "used"),
    [
        (f"<meta charset=utf-8>{TEXT}".encode(), "", "utf-8"),
        (f"<meta charset=gb2312>{TEXT}".encode("gb18030"), "", "gb18030"),
        (f"<meta charset=gb2312>{TEXT}".encode(), "", "utf-8"),
        (TEXT.encode("gbk"), "", "gb18030"),
        (TEXT.encode("gbk"), "text/html; charset=utf-8", "gb18030"),
        (TEXT.encode("utf-8-sig"), "", "utf-8-sig"),
        (f"<meta charset=gb2312>{TEXT}㐂".encode("gb18030"), "", "gb18030"),
        (TEXT.encode("big5", "ignore"), "text/html; charset=big5", "big5"),
        (TEXT.encode(), "text/html; charset=nonsense", "utf-8"),
    ],
)
def test_a_page_is_decoded_by_what_its_bytes_are(body: bytes, header: str, used: str) -> None:
    decoded = decode(body, header)
    assert decoded.used == used
    assert not decoded.garbled


def test_bytes_that_fit_nothing_are_flagged() -> None:
    assert decode(b"\xff\xff\xfe" + TEXT.encode()[:-1] + b"\xff").garbled


@pytest.mark.parametrize(
    ("printed", "day", "precision"),
    [
        ("2023-06-16 09:30", date(2023, 6, 16), Precision.MINUTE),
        ("2019年06月15日08:18  来源：", date(2019, 6, 15), Precision.MINUTE),
        ("2023 年 02 月 15 日 星期", date(2023, 2, 15), Precision.DAY),
        ("日期:2023-09-19", date(2023, 9, 19), Precision.DAY),
        ("2016/5/23 10:20:30", date(2016, 5, 23), Precision.MINUTE),
        ("来源:华龙网-重庆晨报2020-09-14", date(2020, 9, 14), Precision.DAY),
        ("12-22 08:22:08", date(2023, 12, 22), Precision.MINUTE),
        ("01-09 08:22", date(2024, 1, 9), Precision.MINUTE),
        ("3小时前", date(2024, 1, 10), Precision.DAY),
        ("2019-06-25 15：02：33", date(2019, 6, 25), Precision.MINUTE),
    ],
)
def test_a_printed_date_is_read_with_its_precision(printed: str, day: date, precision: Precision) -> None:
    when = read_date(printed, NOW)
    assert when is not None
    assert (when.day, when.precision) == (day, precision)


@pytest.mark.parametrize(
    "printed", ["", "2035-01-01 00:00", "13-45 08:00", "电话 023-67891234", "2024-02-31"]
)
def test_what_is_no_past_date_is_none(printed: str) -> None:
    assert read_date(printed, NOW) is None


def test_an_address_gives_a_date_only_as_a_last_resort() -> None:
    page = f"<html><head><title>标题标题标题</title></head><body><p>{TEXT * 3}</p></body></html>"
    report = extract(page, "https://kjj.cq.gov.cn/a/202306/t20230616_1.html", outlet=None, now=NOW)
    assert report.published is not None
    assert report.published.iso() == "2023-06-16"
    assert "date only from the address" in report.warnings
    assert read_url_date("https://a.example/x", NOW) is None


OUTLET = Outlet(
    name="x",
    title="x",
    level=OutletLevel.BUREAU,
    hosts=("a.example",),
    canonical=Canonical(https=True, replace=(("_(wap|app)\\.html$", ".html"),)),
)


@pytest.mark.parametrize(
    "link",
    [
        "http://A.example:80/1/t_2_wap.html?from=app#top",
        "https://a.example/1/t_2.html?utm_source=x",
        "https://a.example/1/t_2_app.html",
    ],
)
def test_all_links_to_a_report_have_one_canonical_form(link: str) -> None:
    assert canonical(link, OUTLET) == "https://a.example/1/t_2.html"


@pytest.mark.parametrize(
    "link", ["javascript:void(0)", "file:///etc/passwd", "data:text/html,x", "http://[bad", "mailto:a@b.c"]
)
def test_what_is_no_web_address_is_no_lead(link: str) -> None:
    assert absolute("http://a.example/", link) is None


def test_standard_metas_are_read_whatever_their_case_and_empty_ones_skipped() -> None:
    page = (
        "<html><head><title>列表页_市科技局</title><meta name='articletitle' content='超瞬态实验装置开工'>"
        "<meta name='PUBDATE' content='2022-03-02 09:30'><meta name='contentSource' content='市科技局'>"
        "<meta name='Author' content=''></head>"
        f"<body><div class='b'><p>{TEXT}</p><p>{TEXT}</p></div><div>相关：天府实验室 2030-01-01</div></body></html>"
    )
    report = extract(page, "http://a.example/1", outlet=None, now=NOW)
    assert (report.title, report.source) == ("超瞬态实验装置开工", "市科技局")
    assert report.published is not None
    assert report.published.iso() == "2022-03-02"
    assert report.origin["title"] == "meta articletitle"
    assert report.authors == ()


@pytest.mark.parametrize(
    "page", ["", "<html></html>", "<<<<>>>>", "\x00" * 100, "<div>" * 20000, "{'json': 1}"]
)
def test_a_page_that_is_no_article_is_read_without_harm(page: str) -> None:
    assert extract(page, "http://a.example/1", outlet=None, now=NOW).body.strip("<> ") in ("", "{'json': 1}")


def test_every_outlet_that_ships_loads_and_unconfirmed_ones_are_off() -> None:
    outlets = load_outlets()
    assert len(outlets) >= 20
    assert [outlet.name for outlet in outlets.values() if outlet.enabled and not outlet.confirmed] == []
    assert all(outlet.ways for outlet in outlets.values() if outlet.enabled)
