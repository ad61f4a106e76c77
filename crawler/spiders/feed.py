"""Finding reports in feeds."""

from collections.abc import Iterator

from scrapy import Request
from scrapy.http import Response

from crawler.feeds import FeedRefusedError, read_feed
from crawler.outlet import FeedWay
from crawler.spiders.way import Found, Lead, Span, Turn, list_request
from crawler.urls import absolute


class FeedFinder:
    """Reads each feed's entries, and the older pages of feeds that link to them."""

    def __init__(self, way: FeedWay) -> None:
        self._way = way
        self._span: Span | None = None
        self._older: dict[str, str] = {}

    def start(self, span: Span) -> Iterator[Request]:
        """One conditional request for each feed."""
        self._span = span
        for url in self._way.start:
            yield list_request(url, self, conditional=not span.backward, meta={"first": url, "page": 0})

    def read(self, response: Response) -> Found:
        """A lead for each entry with a link. Raises FeedRefusedError when the answer is no feed."""
        if self._span is None:
            return
        feed = read_feed(response.body, self._span.now)
        self._older[response.url] = feed.next_page
        for entry in feed.entries:
            if url := absolute(response.url, entry.link):
                yield Lead(url, entry.title, entry.published.day if entry.published else None)

    def following(self, response: Response, turn: Turn) -> Request | None:
        """The feed's older entries, in a back-fill only: the latest are all that an ordinary crawl needs."""
        page = int(response.meta["page"]) + 1
        url = absolute(response.url, self._older.pop(response.url, "") or "#")
        if self._span is None or not self._span.backward or not turn.goes_on(self._span):
            return None
        if url is None or url.partition("#")[0] == response.url or page >= self._way.most_pages:
            return None
        return list_request(url, self, meta={"first": response.meta["first"], "page": page})


__all__ = ["FeedFinder", "FeedRefusedError"]
