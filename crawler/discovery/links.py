"""The links of a page with all that tells reports from navigation: title, day, and place in the page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from parsel import Selector

from crawler.extraction.text import one_line
from crawler.rows import day_near
from crawler.urls import absolute

_NUMBERED = re.compile(r"\d+")
_DEEP = 4


@dataclass(frozen=True, slots=True)
class Link:
    """A link: absolute address, title, the day its row prints, and where it stands (tags and classes)."""

    url: str
    title: str
    day: date | None
    place: str


def links_of(page: Selector, url: str, now: datetime) -> list[Link]:
    """Every link of the page to another page, once for each address, the longest title kept."""
    found: dict[str, Link] = {}
    for link in _links(page, url, now):
        known = found.get(link.url)
        if known is None or len(link.title) > len(known.title):
            found[link.url] = link
    return list(found.values())


def _links(page: Selector, url: str, now: datetime) -> Iterator[Link]:
    here = url.partition("#")[0]
    for node in page.css("a[href], area[href]"):
        address = absolute(url, node.attrib["href"])
        if address is None or address.partition("#")[0] == here:
            continue
        text = one_line(" ".join(node.xpath(".//text()").getall()))
        title = one_line(node.attrib.get("title", "")) or text
        yield Link(address.partition("#")[0], title, day_near(node.root, now), _place(node.root))


def _place(element: Any) -> str:
    """The tags and classes above the link: links of one list share them, and lists differ in them."""
    steps = [element.tag]
    for ancestor, _ in zip(element.iterancestors(), range(_DEEP), strict=False):
        classes = _NUMBERED.sub("#", (ancestor.get("class") or "").strip())
        steps.append(f"{ancestor.tag}.{'.'.join(sorted(classes.split())[:2])}")
    return " < ".join(steps)
