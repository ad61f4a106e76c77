"""Finding reports in dated newspapers: the day's first section links the others and their articles."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from scrapy import Request
from scrapy.http import Response

from crawler.outlet import EpaperWay
from crawler.spiders.way import Found, Lead, list_request
from crawler.urls import absolute


class EpaperFinder:
    """Walks the issues of the last days (or since a date); a day without an issue is normal."""

    def __init__(self, way: EpaperWay) -> None:
        self._way = way
        self._asked: set[str] = set()

    def start(self, since: date | None, today: date) -> Iterator[Request]:
        """The first section of each day, today first."""
        day, last = today, since or today - timedelta(days=self._way.days - 1)
        while day >= last:
            url = self._way.start.format(yyyy=f"{day:%Y}", mm=f"{day:%m}", dd=f"{day:%d}")
            self._asked.add(url)
            yield list_request(url, self, meta={"may_be_missing": True})
            day -= timedelta(days=1)

    def read(self, response: Response) -> Found:
        """Articles of this section, and the sections not yet asked for."""
        if not hasattr(response, "css"):
            return
        for node in response.css(self._way.sections):
            url = absolute(response.url, node.attrib.get("href", ""))
            if url and url not in self._asked and re.search(self._way.section_url, url):
                self._asked.add(url)
                yield list_request(url, self)
        for node in response.css(self._way.articles):
            if url := absolute(response.url, node.attrib.get("href", "")):
                yield Lead(url, " ".join(node.xpath(".//text()").getall()).strip())
