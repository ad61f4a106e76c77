"""The outlets that ship: which real addresses each counts as reports, under which form, and of which day."""

from datetime import UTC, datetime

import pytest

from crawler.attribution import Atlas
from crawler.outlet import EpaperWay, SearchWay
from crawler.outlets import load_outlets
from crawler.urls import canonical

NOW = datetime(2026, 11, 24, tzinfo=UTC)
OUTLETS = load_outlets()
HEX = "0123456789abcdef0123456789abcdef"
BIG = "1092863023146082304"

# Address as it is met, outlet, canonical form ("" where it is the same), day told.
ADDRESSES = [
    ("http://kjj.cq.gov.cn/zwxx_176/tzgg/202509/t20250919_15023809_wap.html", "kjj",
     "https://kjj.cq.gov.cn/zwxx_176/tzgg/202509/t20250919_15023809.html", "2025-09-19"),
    ("https://www.cq.gov.cn/ywdt/jrcq/202508/t20250819_14911996_app.html", "cqgov",
     "https://www.cq.gov.cn/ywdt/jrcq/202508/t20250819_14911996.html", "2025-08-19"),
    ("https://gxq.cq.gov.cn/ggtz/202405/t20240516_13213474.html", "gxq", "", "2024-05-16"),
    ("https://jjxxw.cq.gov.cn/zwgk_213/zcwj/qtwj/202301/t20230129_11542161.html", "jjxxw", "", "2023-01-29"),
    ("https://www.liangjiang.gov.cn/mixmedia/a/202510/23/WS68f99863a310f735438b1111.html", "liangjiang", "", "2025-10-23"),
    ("https://cqrb.cn/shishi/2024-06-28/1960400.html", "cqrb",
     "https://www.cqrb.cn/shishi/2024-06-28/1960400_pc.html", "2024-06-28"),
    ("https://www.cqrb.cn/content/2019-06/25/content_198641.htm", "cqrb", "", "2019-06-25"),
    ("https://epaper.cqrb.cn/html/cqrb/2021-02/15/002/content_rb_312874.htm", "cqrb-epaper",
     "https://epaper.cqrb.cn/cqrb/2021-02/15/002/content_rb_312874.htm", "2021-02-15"),
    ("https://epaper.cqrb.cn/html/kjb/2021-12/23/02/content_kj_277977.htm", "cqkjb-epaper",
     "https://epaper.cqrb.cn/kjb/2021-12/23/02/content_kj_277977.htm", "2021-12-23"),
    ("https://www.cqcb.com/shixiang/2026-05-20/6143485_pc.html", "cqcb", "", "2026-05-20"),
    ("https://www.cqcb.com/news/64/2026-10-08/6233035.html", "cqcb",
     "https://www.cqcb.com/news/64/2026-10-08/6233035_pc.html", "2026-10-08"),
    (f"https://www.cqnews.net/1/detail/{BIG}/app/content_{BIG}.html", "cqnews",
     f"https://news.cqnews.net/1/detail/{BIG}/web/content_{BIG}.html", "2023-04-04"),
    (f"https://news.cqnews.net/1/detail/{BIG}/web/content_{BIG}.htm", "cqnews",
     f"https://news.cqnews.net/1/detail/{BIG}/web/content_{BIG}.html", "2023-04-04"),
    ("http://cq.cqnews.net/html/2020-09/14/content_50123456.htm", "cqnews",
     "https://cq.cqnews.net/html/2020-09/14/content_50123456.htm", "2020-09-14"),
    (f"https://www.cq.xinhuanet.com/20241202/{HEX}/c.html", "xinhua-cq",
     f"https://cq.news.cn/20241202/{HEX}/c.html", "2024-12-02"),
    ("http://cq.people.com.cn/n2/2021/0304/c365402-34604567.html", "people-cq", "", "2021-03-04"),
    ("https://www.cq.chinanews.com.cn/news/2025/0330/39-48269.html", "cq-chinanews", "", "2025-03-30"),
    ("http://difang.gmw.cn/cq/2020-04/02/content_33708599.htm", "gmw-cq",
     "https://difang.gmw.cn/cq/2020-04/02/content_33708599.htm", "2020-04-02"),
    ("https://www.stdaily.com/web/gdxw/2026-03/11/content_480001.html", "stdaily", "", "2026-03-11"),
    ("http://news.sciencenet.cn/htmlnews/2024/7/525001.shtm", "sciencenet",
     "https://news.sciencenet.cn/htmlnews/2024/7/525001.shtm", "2024-07"),
    ("https://cq.cnr.cn/xwsd/20231129/t20231129_526502759.shtml", "cnr-cq", "", "2023-11-29"),
    ("https://m.thepaper.cn/detail/31234567", "thepaper", "https://www.thepaper.cn/newsDetail_forward_31234567", None),
    ("https://news.cctv.com/2026/01/05/ARTIvHFdkX0Bs9cjpQrs0001260105.shtml", "cctv-xwlb", "", "2026-01-05"),
    (f"https://news.cqu.edu.cn/archives/xynews/content/2023/05/17/{HEX}01234567.html", "cqu-news", "", "2023-05-17"),
    ("https://m.12371.gov.cn/content/2026-03/02/content_421337.html", "cq12371", "", "2026-03-02"),
    ("https://www.chinanews.com/cj/2024/03-02/10173459.shtml", "chinanews",
     "https://www.chinanews.com.cn/cj/2024/03-02/10173459.shtml", "2024-03-02"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "name", "form", "day"), ADDRESSES, ids=[one[1] for one in ADDRESSES])
def test_a_real_address_belongs_to_its_outlet_in_one_form_with_its_day(
    url: str, name: str, form: str, day: str | None
) -> None:
    owner = Atlas(OUTLETS.values()).owner(url)
    assert owner is not None
    assert owner.name == name
    assert canonical(url, owner) == (form or url)
    assert canonical(canonical(url, owner), owner) == (form or url)
    when = owner.dated(url, NOW)
    assert (when.iso() if when else None) == day


@pytest.mark.parametrize(
    "url",
    [
        f"https://big5.news.cn/gate/big5/cq.news.cn/20241202/{HEX}/c.html",
        "https://english.cq.gov.cn/news/202508/t20250819_14911996.html",
        "https://blog.sciencenet.cn/blog-1-2.html",
        "https://kjj.cq.gov.cn/zwxx_176/tzgg/index_1.html",
        "https://www.cqcb.com/yxzx/video/2026-05-20/6143485_pc.html",
        f"https://news.cqnews.net/1/detail/{BIG}/web/content_1249409867946135552.html",
        "https://www.12371.cn/2026/03/02/ARTI1.shtml",
    ],
)
def test_gates_mirrors_lists_and_look_alikes_are_no_reports(url: str) -> None:
    assert Atlas(OUTLETS.values()).owner(url) is None


def test_every_source_with_known_facts_has_a_file_and_says_what_it_rests_on() -> None:
    assert len(OUTLETS) >= 27
    assert all(outlet.note and outlet.title_en for outlet in OUTLETS.values())
    assert [one.name for one in OUTLETS.values() if one.enabled and not one.confirmed] == []
    kinds = {way.way for outlet in OUTLETS.values() for way in outlet.ways}
    assert {"feed", "listing", "epaper", "api", "search"} <= kinds


def test_no_two_columns_of_one_way_share_a_numbering_that_fits_only_one() -> None:
    for outlet in OUTLETS.values():
        for way in outlet.ways:
            starts = [way.start] if isinstance(way, EpaperWay | SearchWay) else way.start
            template = getattr(way, "next_page", None) or ""
            names = [start.rsplit("/", 1)[1] for start in starts]
            bound = [name for name in names if name and name.partition(".")[0] in template]
            assert len({*bound}) <= 1 or len(starts) == 1 or all(name == names[0] for name in names), (
                outlet.name
            )
