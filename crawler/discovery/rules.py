"""Selectors for a site's articles, worked out from what the general way read on samples of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from parsel import Selector

from crawler.extraction.text import one_line
from jiannuo.model.report import Report

_EDGE = 12
_LONGEST_LINE = 120


@dataclass(frozen=True, slots=True)
class Sample:
    """An article page, and what the general way read on it."""

    page: Selector
    report: Report


def selectors_for(samples: list[Sample]) -> dict[str, list[str]]:
    """For title, date, source and body a selector that yields the right thing on every sample, where one does."""
    finders = {"title": _titles, "date": _dates, "source": _sources, "body": _bodies}
    found: dict[str, list[str]] = {}
    for field, finder in finders.items():
        offers = [list(finder(sample)) for sample in samples]
        shared = [rule for rule in offers[0] if all(rule in offer for offer in offers)] if offers else []
        if shared:
            found[field] = shared[:1]
    return found


def _titles(sample: Sample) -> Iterator[str]:
    for node in sample.page.css("h1, h2, h3, .title, [class*=title], [class*=tit]"):
        if one_line(" ".join(node.xpath(".//text()").getall())) == sample.report.title:
            yield from _first_matches(sample.page, node)


def _dates(sample: Sample) -> Iterator[str]:
    published = sample.report.published
    if published is None:
        return
    day = published.day
    spelled = (
        f"{day:%Y-%m-%d}",
        f"{day:%Y年%m月%d日}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y/%m/%d}",
    )
    for one in spelled:
        yield from _lines_with(sample, one)


def _sources(sample: Sample) -> Iterator[str]:
    if sample.report.source:
        yield from _lines_with(sample, sample.report.source, "源")


def _lines_with(sample: Sample, text: str, label: str = "") -> Iterator[str]:
    """Selectors of short elements that print this text outside the body, the innermost first."""
    for node in sample.page.xpath("//body//*[contains(text(), $text)]", text=text):
        line = one_line(" ".join(node.xpath(".//text()").getall()))
        if len(line) <= _LONGEST_LINE and label in line:
            yield from _first_matches(sample.page, node)


def _bodies(sample: Sample) -> Iterator[str]:
    """The innermost element that holds the body's beginning and its end."""
    body = sample.report.body
    first, last = body[:_EDGE], body[-_EDGE:]
    best: Selector | None = None
    for node in sample.page.css("div, article, td, section"):
        text = "".join(node.xpath(".//text()").getall())
        if first in text and last in text:
            best = node
    if best is not None:
        yield from _first_matches(sample.page, best)


def _first_matches(page: Selector, node: Selector) -> Iterator[str]:
    """Selectors of which ``node`` is the first match: its id, its classes, its tag where that is a heading."""
    for rule in _names(node.root):
        matches = page.css(rule)
        if matches and matches[0].root is node.root:
            yield rule


def _names(element: Any) -> Iterator[str]:
    tag = element.tag
    name = (element.get("id") or "").strip()
    if _plain(name):
        yield f"#{name}"
    for one in (element.get("class") or "").split():
        if _plain(one):
            yield f"{tag}.{one}"
    if tag in ("h1", "h2"):
        yield tag


def _plain(name: str) -> bool:
    """Whether a name is fit for a selector: no digits that change from page to page."""
    return bool(name) and name.isascii() and name.replace("-", "").replace("_", "").isalpha()
