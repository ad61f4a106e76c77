"""What pages print inside an article's element before and behind it never comes out as its text."""

from datetime import UTC, datetime

import pytest

from crawler.extraction.extract import extract

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TITLE = "嘉陵光子实验室首批仪器完成调试"
TEXT = (
    "位于西永的嘉陵光子实验室首批十二台仪器已经完成调试，将面向高校和企业开放共享。",
    "实验室主任介绍，这批仪器总值约八千六百万元，其中七台由本地企业参与研制。",
    "按照计划，实验室二期工程将于明年三月动工，建筑面积约四万平方米。",
)
MARK = "某地博览会"
LINKS = "".join(f"<li><a href='/x{n}'>{MARK}第{n}届开幕</a></li>" for n in range(5))
BEFORE = {
    "font sizes": f"<div>字号：<a>小</a> <a>中</a> <a>大</a> {MARK}</div>",
    "date and source": f"<p>2025-01-01 10:00　来源：{MARK}报　作者：王小某</p>",
    "shares": f"<div>分享到：<a>微信</a><a>微博</a>{MARK}</div>",
    "follow us": f"<p>点击上方蓝字关注{MARK}</p>",
    "former title": f"<p>原标题：{MARK}开幕式</p>",
    "linked advertisement": f"<p><a href=ad>{MARK}千款好礼等你来拿！</a></p>",
    "advertisement with a link": f"<p>{MARK}评选火热进行中！【<a href=ad>点击投票</a>】快来参加，还有惊喜等你。</p>",
    "reads": f"<div>12345人阅读 {MARK}</div>",
    "breadcrumbs": f"<div><a>首页</a> &gt; <a>新闻</a> &gt; {MARK}</div>",
    "player": f"<div>听新闻 00:00/03:21 {MARK}</div>",
}
BEHIND = {
    "related list": f"<div><h3>相关新闻</h3><ul>{LINKS}</ul></div>",
    "links without heading": f"<ul>{LINKS}</ul>",
    "titles without links": f"<div><p>热点推荐</p><p>{MARK}第一届开幕</p><p>{MARK}第二届开幕</p></div>",
    "comments": f"<div><h4>全部评论 (23)</h4><p>{MARK}真的很好看，希望多办几次。</p><p>同意，{MARK}值得一看。</p></div>",
    "source note": f"<p>（本文来源：{MARK}报 作者：王小某）</p>",
    "app": f"<p>更多{MARK}精彩内容，请下载客户端</p>",
    "code to scan": f"<p>长按二维码，关注{MARK}公众号</p>",
    "editors": f"<p>—END—</p><p>编辑：王小某 | 审核：{MARK}</p>",
    "disclaimer": f"<p>【免责声明】本文仅代表作者观点。</p><p>{MARK}未经本站证实。</p>",
    "rights": f"<p>版权归{MARK}所有，如有侵权请联系删除</p>",
    "neighbours": f"<p>上一篇：<a href=1>{MARK}开幕</a></p><p>下一篇：<a href=2>{MARK}闭幕</a></p>",
    "account": f"<div><span>{MARK}日报</span><span>官方账号</span><p>{MARK}日报传播主流声音。</p></div>",
    "tags": f"<p>标签：{MARK} 开幕</p>",
    "ranking": f"<div><b>24小时热文</b><ol>{LINKS}</ol></div>",
    "hotline": f"<p>{MARK}新闻热线：023-1234567</p>",
}
SHAPES = {
    "paragraphs": ("<div>{before}{text}{behind}</div>", "<p>{}</p>"),
    "divisions": ("<section>{before}{text}{behind}</section>", "<div>{}</div>"),
    "breaks in a table": ("<table><tr><td>{before}{text}{behind}</td></tr></table>", "　　{}<br><br>"),
}


def body_of(shape: str, before: str = "", behind: str = "") -> list[str]:
    frame, paragraph = SHAPES[shape]
    text = "".join(map(paragraph.format, TEXT))
    page = (
        f"<html><head><title>{TITLE}_两江观察</title></head><body><div><a href=/>首页</a><a href=/n>新闻</a></div>"
        f"<h1>{TITLE}</h1>{frame.format(before=before, text=text, behind=behind)}<div>Copyright © 2025</div></body></html>"
    )
    return extract(page, "http://a.example/1.html", outlet=None, now=NOW).body.split("\n")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("foreign", BEFORE)
def test_nothing_that_stands_before_the_text_is_read_as_text(shape: str, foreign: str) -> None:
    assert body_of(shape, before=BEFORE[foreign]) == list(TEXT)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("foreign", BEHIND)
def test_nothing_that_stands_behind_the_text_is_read_as_text(shape: str, foreign: str) -> None:
    assert body_of(shape, behind=BEHIND[foreign]) == list(TEXT)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "own",
    ["<p>（一）主要任务</p>", "<p>附件：1.项目清单</p>", "<p>重庆市科学技术局</p><p>二〇二五年一月三日</p>"],
)
def test_lines_of_the_article_s_own_stay(shape: str, own: str) -> None:
    body = body_of(shape, behind=own)
    assert body[: len(TEXT)] == list(TEXT)
    assert len(body) > len(TEXT)
