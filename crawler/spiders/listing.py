"""Finding reports on pages of links, page after page until one brings nothing new."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response

from crawler.outlet import ListingWay
from crawler.spiders.way import Found, Lead, list_request
from crawler.urls import absolute


class ListingFinder:
    """Walks a column: the first page, then by its numbering as long as pages bring new addresses."""

    def __init__(self, way: ListingWay) -> None:
        self._way = way

    def start(self, since: date | None, today: date) -> Iterator[Request]:
        """The first page of each column."""
        for url in self._way.start:
            yield list_request(url, self, conditional=True, meta={"first": url, "page": 0})

    def read(self, response: Response) -> Found:
        """The page's links; the spider asks for the next page through ``following``."""
        for node in _select(response, self._way.links):
            if url := absolute(response.url, node.attrib.get("href", "")):
                title = node.attrib.get("title") or " ".join(node.xpath(".//text()").getall())
                yield Lead(url, title.strip())

    def following(self, response: Response) -> Request | None:
        """The request for the page after this one, or None at the end of the column."""
        way, page = self._way, int(response.meta.get("page", 0))
        if way.next_page is None or page + 1 >= self._count(response):
            return None
        first = str(response.meta["first"])
        url = urljoin(first, way.next_page.format(n=page + way.first_number))
        meta = {"first": first, "page": page + 1, "pages": self._count(response), "may_be_missing": True}
        return list_request(url, self, meta=meta)

    def _count(self, response: Response) -> int:
        known = response.meta.get("pages")
        if known is not None:
            return int(known)
        if self._way.page_count is None:
            return self._way.most_pages
        match = re.search(self._way.page_count, response.text)
        return min(int(match[1]), self._way.most_pages) if match else 1


def _select(response: Response, rule: str) -> Any:
    return response.css(rule) if hasattr(response, "css") else []
