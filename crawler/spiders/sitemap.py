"""Finding reports in sitemaps: down the indexes, and only what changed in the days that are wanted."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.outlet import SitemapWay
from crawler.sitemaps import Place, read_sitemap
from crawler.spiders.way import Found, Lead, Span, Turn, list_request
from crawler.urls import absolute


class SitemapFinder:
    """Walks sitemaps; each is asked for once, and no more than the way allows."""

    def __init__(self, way: SitemapWay) -> None:
        self._way = way
        self._span: Span | None = None
        self._asked: set[str] = set()

    def start(self, span: Span) -> Iterator[Request]:
        """One request for each sitemap that the outlet's file names."""
        self._span = span
        for url in self._way.start:
            self._asked.add(url)
            yield self._request(url)

    def read(self, response: Response) -> Found:
        """Requests for further sitemaps, and leads to the pages that are young enough."""
        span = self._span
        if span is None:
            return
        found = read_sitemap(response.body, span.now)
        # The latest first: when there are more than may be read, the old ones are left.
        for place in sorted(found.maps, key=lambda one: one.changed or date.max, reverse=True):
            yield from self._further(response, place)
        for place in found.pages:
            url = absolute(response.url, place.address)
            if url and (place.day is None or place.day >= self._since(span)):
                yield Lead(url, place.title, place.published)

    def following(self, response: Response, turn: Turn) -> Request | None:
        """None: sitemaps are named, not numbered."""
        return None

    def _further(self, response: Response, place: Place) -> Iterator[Request]:
        span, url = self._span, absolute(response.url, place.address)
        wanted = url is not None and url not in self._asked and re.search(self._way.follow, url) is not None
        if span is None or url is None or not wanted or len(self._asked) >= self._way.most_maps:
            return
        if place.changed is None or place.changed >= self._since(span):
            self._asked.add(url)
            yield self._request(url)

    def _since(self, span: Span) -> date:
        """The first day of interest; what changed before it cannot be news."""
        return span.since or span.until - timedelta(days=self._way.days - 1)

    def _request(self, url: str, **meta: Any) -> Request:
        backward = self._span is not None and self._span.backward
        return list_request(url, self, conditional=not backward, meta=meta)
