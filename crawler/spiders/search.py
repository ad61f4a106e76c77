"""Finding reports by asking searches, so that those outside the followed columns are found too."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote, unquote

from scrapy import Request
from scrapy.http import Response

from crawler.feeds import read_feed
from crawler.json_items import filled, items_in, parse_json
from crawler.outlet import SearchWay
from crawler.spiders.way import Found, Lead, Span, Turn, list_request
from crawler.urls import absolute

_LOOK_BACK = timedelta(days=30)


class SearchFinder:
    """Asks some queries of a search; an ordinary crawl takes its turn, a back-fill asks them all.

    ``turn`` is how often the outlet was crawled before: each crawl begins where the one before ended.
    """

    def __init__(self, way: SearchWay, queries: Sequence[str], turn: int) -> None:
        self._way = way
        self._queries = queries
        self._turn = turn
        self._span: Span | None = None

    def start(self, span: Span) -> Iterator[Request]:
        """The first page of results of each query of this turn."""
        self._span = span
        for query in self._queries if span.backward else self._of_this_turn():
            yield self._request({"query": query, "page": 0, "first": query, "walk": self._walk(query, span)})

    def read(self, response: Response) -> Found:
        """A lead for each result, with the query that it answers."""
        if self._span is None:
            return
        query = str(response.meta["query"])
        for url, title, day in self._results(response, self._span):
            if (target := self._target(url)) and (address := absolute(response.url, target)):
                yield Lead(address, title, day, query, self._way.elsewhere)

    def following(self, response: Response, turn: Turn) -> Request | None:
        """The next page of results, while pages bring what was not there and the way allows more."""
        page = int(response.meta["page"]) + 1
        if self._span is None or page >= self._way.pages or not turn.goes_on(self._span):
            return None
        kept = {name: response.meta.get(name) for name in ("query", "first", "walk")}
        return self._request({**kept, "page": page})

    def _of_this_turn(self) -> list[str]:
        """The next queries in the round of all."""
        count = len(self._queries)
        asked = min(self._way.queries, count)
        return [self._queries[(self._turn * asked + place) % count] for place in range(asked)]

    def _results(self, response: Response, span: Span) -> Iterator[tuple[str, str, Any]]:
        if self._way.result == "json":
            yield from items_in(parse_json(response.body), self._way, response.url, span.now)
        elif self._way.result == "feed":
            for entry in read_feed(response.body, span.now).entries:
                yield entry.link, entry.title, entry.published.day if entry.published else None
        elif hasattr(response, "css"):
            for node in response.css(self._way.links):
                title = node.attrib.get("title") or " ".join(node.xpath(".//text()").getall())
                yield node.attrib.get("href", ""), title.strip(), None

    def _target(self, url: str) -> str | None:
        """The result's own address, where the search wraps it into one of its own."""
        if self._way.target is None:
            return url
        match = re.search(self._way.target, url)
        return unquote(match[1]) if match else None

    def _request(self, meta: dict[str, Any]) -> Request:
        way, span = self._way, self._span
        if span is None:
            raise RuntimeError("start comes first")
        words: dict[str, str | int] = {
            "query": meta["query"],
            "n": int(meta["page"]) + way.first_number,
            "since": (span.since or span.until - _LOOK_BACK).isoformat(),
            "until": span.until.isoformat(),
        }
        url = way.start
        for name, word in words.items():
            url = url.replace(f"{{{name}}}", quote(str(word).encode(way.encoding, "ignore")))
        if way.method == "GET":
            return list_request(url, self, meta=meta, headers=dict(way.headers))
        body = json.dumps(filled(way.body, **words), ensure_ascii=False)
        headers = {"Content-Type": "application/json", **way.headers}
        return list_request(url, self, meta=meta, method="POST", body=body, headers=headers)

    def _walk(self, query: str, span: Span) -> str:
        return f"{self._way.start} {query} {span.since}..{span.until}"
