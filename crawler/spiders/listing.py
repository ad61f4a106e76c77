"""Finding reports on pages of links, page after page until one brings nothing new."""

import re
from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.outlet import ListingWay
from crawler.rows import day_near
from crawler.spiders.paging import Pager
from crawler.spiders.way import Found, Lead, Span, Turn, list_request
from crawler.urls import absolute


class ListingFinder:
    """Walks a column: the first page, then by its numbering or links as long as pages bring what is wanted."""

    def __init__(self, way: ListingWay) -> None:
        self._way = way
        self._pager = Pager(way, self._request)

    def start(self, span: Span) -> Iterator[Request]:
        """The first page of each column."""
        self._pager.span = span
        for url in self._way.start:
            yield self._pager.first(url)

    def read(self, response: Response) -> Found:
        """The page's links, with the day that each one's row prints."""
        span = self._pager.span
        for node in _select(response, self._way.links):
            if url := absolute(response.url, node.attrib.get("href", "")):
                title = node.attrib.get("title") or " ".join(node.xpath(".//text()").getall())
                yield Lead(url, title.strip(), day_near(node.root, span.now) if span else None)

    def following(self, response: Response, turn: Turn) -> Request | None:
        """The request for the page after this one, or None at the end of the column."""
        link = None
        if self._way.next_link:
            link = next((node.attrib.get("href") for node in _select(response, self._way.next_link)), None)
            if not link or absolute(response.url, link) in (None, response.url):
                return None
        return self._pager.following(response, turn, self._count(response), link)

    def _request(self, url: str, meta: dict[str, Any]) -> Request:
        conditional = not meta["page"] and not (self._pager.span and self._pager.span.backward)
        return list_request(url, self, conditional=conditional, meta=meta)

    def _count(self, response: Response) -> int | None:
        if (known := response.meta.get("pages")) is not None:
            return int(known)
        if self._way.page_count is None:
            return None
        match = re.search(self._way.page_count, getattr(response, "text", ""))
        return int(match[1]) if match else 1


def _select(response: Response, rule: str) -> Any:
    return response.css(rule) if hasattr(response, "css") else []
