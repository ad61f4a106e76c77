"""Finding reports in dated newspapers: the day's first section links the others and their articles."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.outlet import EpaperWay
from crawler.spiders.way import Found, Lead, Span, Turn, list_request
from crawler.urls import absolute


class EpaperFinder:
    """Walks the issues of the last days (or of a span); a day without an issue is normal.

    ``last`` is the last day of the design whose issues are found this way; None for today's.
    """

    def __init__(self, way: EpaperWay, last: date | None = None) -> None:
        self._way = way
        self._last = last
        self._asked: set[str] = set()

    def start(self, span: Span) -> Iterator[Request]:
        """The first section of each day, the latest first."""
        day = min(span.until, self._last) if self._last else span.until
        first = span.since or span.until - timedelta(days=self._way.days - 1)
        while day >= first:
            url = self._way.start.format(yyyy=f"{day:%Y}", mm=f"{day:%m}", dd=f"{day:%d}")
            self._asked.add(url)
            meta = {"may_be_missing": True, "day": day, "walk": url if day < span.until else None}
            yield list_request(url, self, meta=meta)
            day -= timedelta(days=1)

    def read(self, response: Response) -> Found:
        """Articles of this section, and the sections not yet asked for."""
        if not hasattr(response, "css"):
            return
        kept: dict[str, Any] = {name: response.meta.get(name) for name in ("day", "walk")}
        for node in response.css(self._way.sections):
            url = absolute(response.url, node.attrib.get("href", ""))
            if url and url not in self._asked and re.search(self._way.section_url, url):
                self._asked.add(url)
                yield list_request(url, self, meta=kept)
        for node in response.css(self._way.articles):
            if url := absolute(response.url, node.attrib.get("href", "")):
                title = " ".join(node.xpath(".//text()").getall()).strip()
                yield Lead(url, title, response.meta.get("day"))

    def following(self, response: Response, turn: Turn) -> Request | None:
        """None: sections are linked, not numbered."""
        return None
