"""A page in, a report out: for each field the first rule that yields something, and which rule it was."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from parsel import Selector

from crawler.decode import decode
from crawler.extraction.dates import read_date, read_url_date
from crawler.extraction.general import general_body, general_head, general_title
from crawler.extraction.metas import Said, said
from crawler.extraction.text import lines_of, one_line
from crawler.outlet import Outlet
from crawler.urls import canonical
from jiannuo.model.report import Report
from jiannuo.model.when import When

SHORTEST = 15
_SOURCE = re.compile(r"(?:来源|来自|信息来源|稿源)\s*[:：]\s*([^\s|丨,，。；;（）()【】<>]{2,30})")
_AUTHOR = re.compile(
    r"(?:作者|记者|撰文)\s*[:：]?\s*([\u4e00-\u9fff·]{2,4}(?:[ 、][\u4e00-\u9fff·]{2,4})*)(?![\u4e00-\u9fff])"
)
_EDITOR = re.compile(
    r"(?:责任编辑|责编|编辑)\s*[:：]\s*([\u4e00-\u9fff·]{2,4}(?:[ 、][\u4e00-\u9fff·]{2,4})*)"
)
_DATE_TAIL = re.compile(r"(?:19|20)\d\d[-年/].*$")
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,5}")


@dataclass(slots=True)
class _Page:
    selector: Selector
    outlet: Outlet | None
    url: str
    now: datetime
    said: dict[str, list[Said]]
    origin: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def extract(
    html: bytes | str, url: str, *, outlet: Outlet | None, now: datetime, content_type: str = ""
) -> Report:
    """Read a page as an article.

    For each field: the outlet's selectors, then the standard metas, JSON-LD, then what the page shows.
    The date is never in the future. ``body`` keeps paragraphs as lines and is empty when the page is
    no article; ``warnings`` say what was doubtful.
    """
    decoded = None if isinstance(html, str) else decode(html, content_type)
    text = (html if isinstance(html, str) else decoded.text if decoded else "").replace("\x00", "")
    selector = Selector(text=text or "<html></html>")
    page = _Page(selector, outlet, url, now, said(selector))
    if decoded and decoded.garbled:
        page.warnings.append("garbled")
    _remove(page)
    title = _title(page)
    body = _body(page, text)
    head = general_head(selector, title)
    published = _published(page, head)
    source = _source(page, head)
    authors, editor = _people(page, head, body)
    return Report(
        url=canonical(url, outlet),
        outlet=outlet.name if outlet else "",
        title=title,
        body=body,
        published=published,
        source=source,
        authors=authors,
        editor=editor,
        origin=page.origin,
        warnings=tuple(page.warnings),
    )


def _remove(page: _Page) -> None:
    for rule in page.outlet.selectors.remove if page.outlet else ():
        for node in page.selector.css(rule):
            node.drop()


def _by_rules(page: _Page, name: str) -> str:
    """The text of the first of the outlet's selectors that yields some."""
    rules: tuple[str, ...] = getattr(page.outlet.selectors, name) if page.outlet else ()
    for rule in rules:
        for node in page.selector.css(rule):
            value = one_line(" ".join(node.xpath(".//text()").getall()) or node.attrib.get("content", ""))
            if value:
                page.origin[name] = f"outlet {rule}"
                return value
    return ""


def _title(page: _Page) -> str:
    if value := _by_rules(page, "title"):
        return value
    for one in page.said["title"]:
        page.origin["title"] = one.rule
        return one_line(one.value)
    page.origin["title"] = "general"
    return general_title(page.selector)


def _published(page: _Page, head: str) -> When | None:
    if (text := _by_rules(page, "date")) and (when := read_date(text, page.now)):
        return when
    for one in page.said["date"]:
        if when := read_date(one.value, page.now):
            page.origin["date"] = one.rule
            return when
    if when := read_date(head, page.now):
        page.origin["date"] = "page head"
        return when
    if when := read_url_date(page.url, page.now):
        page.origin["date"] = "address"
        page.warnings.append("date only from the address")
        return when
    page.warnings.append("no date")
    return None


def _source(page: _Page, head: str) -> str | None:
    for value in (_by_rules(page, "source"), *(one.value for one in page.said["source"])):
        if cleaned := _clean_source(value):
            page.origin.setdefault("source", "meta")
            return cleaned
    if match := _SOURCE.search(head):
        page.origin["source"] = "page head"
        return _clean_source(match[1])
    return None


def _clean_source(value: str) -> str | None:
    match = _SOURCE.search(value)
    text = _DATE_TAIL.sub("", match[1] if match else value).strip(" :：|丨")
    return text[:40] if len(text) >= 2 and not text.isdigit() and "http" not in text else None


def _people(page: _Page, head: str, body: str) -> tuple[tuple[str, ...], str | None]:
    text = _by_rules(page, "author") or head
    match = _AUTHOR.search(text) or _AUTHOR.search(body[:200])
    authors = tuple(_NAME.findall(match[1])) if match else ()
    if not authors and (
        own := [one.value for one in page.said["author"] if _NAME.fullmatch(one.value.strip())]
    ):
        authors = (own[0].strip(),)
    whole = " ".join(page.selector.xpath("//body//text()[contains(., '编')]").getall())
    editor = _EDITOR.search(_by_rules(page, "editor") or whole)
    return authors, editor[1] if editor else None


def _body(page: _Page, text: str) -> str:
    for rule in page.outlet.selectors.body if page.outlet else ():
        for node in page.selector.css(rule):
            lines = lines_of(node.root)
            if sum(map(len, lines)) >= SHORTEST:
                page.origin["body"] = f"outlet {rule}"
                return "\n".join(lines)
    page.origin["body"] = "general"
    return "\n".join(general_body(text, page.selector))
