"""What stands where an outlet's rule looks for the text is no report when it is a barrier or a list."""

from datetime import UTC, datetime

import pytest

from crawler.extraction.extract import extract
from crawler.outlets import load_outlets
from jiannuo.model.report import Report

NOW = datetime(2026, 9, 1, tzinfo=UTC)
OUTLETS = load_outlets()
RULES = {"kjj": "trs_editor_view", "stdaily": "content", "cqrb-epaper": "ozoom"}
LIST = "".join(
    f"<li><a href='/zwxx_176/tzgg/202509/t20250919_1502380{n}.html'>关于公布第{n}批科技型企业名单的通知</a>"
    f"<p>现将第{n}批科技型企业名单予以公布，请各区县科技局做好服务工作。</p><span>2025-09-0{n}</span></li>"
    for n in range(1, 9)
)
LINKS = "".join(
    f"<p><a href='/a/{n}.html'>第{n}场院士报告会周五举行</a> 2025-09-0{n}</p>" for n in range(1, 9)
)
INSTEAD = {
    "a list of links": [f"<ul>{LIST}</ul>", LINKS],
    "a login page": ["<p>您好，请先登录，登录后查看全部内容。</p><p>还没有帐号的读者可以立即注册。</p>"],
    "a challenge page": ["<p>您的访问过于频繁，请完成滑动验证之后再继续浏览本站。</p>"],
    "an error page": [
        "<p>抱歉，您访问的页面不存在，可能已经被删除。</p>",
        "<p>系统维护中，请稍后再来访问本站各栏目。</p>",
    ],
}
NEAR = [
    "<p>市教委今天启用新的身份认证平台，家长登录后查看招生结果，不再需要逐校询问。平台覆盖全市四十一个区县，"
    "首日访问量达到二百万人次，运行平稳，没有出现排队现象。</p><p>平台负责人说，系统升级改造历时八个月，"
    "共打通九个部门的数据，下一步将接入学籍和体检信息，预计年底以前完成全部对接工作。</p>",
    "<p>记者从市大数据局获悉，山城链平台上线满月，日均存证十二万条。</p>",
]


def read(outlet: str, inner: str) -> Report:
    name = RULES[outlet]
    held = f"<div class='pages_content'><div id='{name}' class='{name}'>{inner}</div></div>"
    held = (
        f"<div class='pages_content'><div class='content'>{inner}</div></div>"
        if outlet == "stdaily"
        else held
    )
    page = f"<html><head><title>山城要闻</title></head><body><h1>山城要闻</h1>{held}</body></html>"
    return extract(page, "https://kjj.cq.gov.cn/x.html", outlet=OUTLETS[outlet], now=NOW)


@pytest.mark.parametrize("outlet", RULES)
@pytest.mark.parametrize("kind", INSTEAD)
def test_a_barrier_or_a_list_in_the_place_of_the_text_is_no_article(outlet: str, kind: str) -> None:
    for inner in INSTEAD[kind]:
        report = read(outlet, inner)
        assert report.body == ""
        assert f"no article: {kind}" in report.warnings


@pytest.mark.parametrize("outlet", RULES)
@pytest.mark.parametrize("inner", NEAR)
def test_a_report_that_only_speaks_of_such_things_stays_one(outlet: str, inner: str) -> None:
    report = read(outlet, inner)
    assert report.origin["body"].startswith("outlet ")
    assert len(report.body) > 25
