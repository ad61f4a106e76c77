"""Finding reports in RSS, RDF and Atom feeds."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import feedparser
from scrapy import Request
from scrapy.http import Response

from crawler.outlet import FeedWay
from crawler.spiders.way import Found, Lead, list_request
from crawler.urls import absolute


class FeedFinder:
    """Reads each feed's entries; feeds show only their latest, so there is no paging."""

    def __init__(self, way: FeedWay) -> None:
        self._way = way

    def start(self, since: date | None, today: date) -> Iterator[Request]:
        """One conditional request for each feed."""
        for url in self._way.start:
            yield list_request(url, self, conditional=True)

    def read(self, response: Response) -> Found:
        """A lead for each entry with a link."""
        # Only ever bytes in memory: given a string, feedparser may open it as a file or address.
        parsed = feedparser.parse(BytesIO(response.body), sanitize_html=False)
        for entry in parsed.entries:
            if url := absolute(response.url, str(entry.get("link") or "")):
                yield Lead(url, str(entry.get("title") or ""), str(entry.get("published") or ""))
