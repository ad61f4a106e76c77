"""The general way of reading an article page, for pages without rules."""

import re
from typing import Any

from lxml import html as lxml_html
from parsel import Selector

from crawler.extraction.text import lines_of, one_line

_SUFFIX = re.compile(r"\s*[-_|—–]+\s*[^-_|—–]{2,20}$")
_HEAD_CHARACTERS = 1_500
_LONGEST = 3_000_000


def general_title(page: Selector) -> str:
    """The heading that the document title begins with, else the document title without its site suffix."""
    document = one_line(page.css("title::text").get() or "")
    for heading in page.css("h1, h2, .title"):
        text = one_line(" ".join(heading.xpath(".//text()").getall()))
        if len(text) >= 6 and (document.startswith(text) or text in document):
            return text
    first = one_line(" ".join(page.css("h1")[:1].xpath(".//text()").getall()))
    return first if len(first) >= 6 else _SUFFIX.sub("", document) or document


def general_head(page: Selector, title: str) -> str:
    """The text around and after the title, where date, source and author are printed."""
    text = one_line(" ".join(page.xpath("//body//text()[not(parent::script or parent::style)]").getall()))
    place = text.rfind(title[:20]) if title else -1
    first = text.find(title[:20]) if title else -1
    start = first if first >= 0 else 0
    return text[start : start + _HEAD_CHARACTERS] if place >= 0 else text[:_HEAD_CHARACTERS]


def general_body(text: str, page: Selector) -> list[str]:
    """The article's paragraphs by readability, or by the densest element when that finds nothing."""
    from readability import Document
    from readability.readability import Unparseable

    if not text.strip() or len(text) > _LONGEST:
        return []
    try:
        summary = Document(text).summary(html_partial=True)
        lines = lines_of(lxml_html.fromstring(summary))
    except (Unparseable, ValueError, lxml_html.etree.LxmlError):
        lines = []
    return lines if sum(map(len, lines)) >= 40 else _densest(page)


def _densest(page: Selector) -> list[str]:
    best: tuple[int, Any] = (0, None)
    for node in page.css("div, article, td, section"):
        paragraphs = node.xpath("./p//text() | ./text()").getall()
        size = sum(len(one_line(paragraph)) for paragraph in paragraphs)
        if size > best[0]:
            best = (size, node.root)
    return lines_of(best[1]) if best[1] is not None and best[0] >= 40 else []
