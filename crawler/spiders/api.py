"""Finding reports through JSON lists."""

import json
from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.json_items import filled, items_in, parse_json
from crawler.outlet import ApiWay
from crawler.spiders.paging import Pager
from crawler.spiders.way import Found, Lead, Span, Turn, list_request


class ApiFinder:
    """Asks a JSON list page by page; the field paths come from the outlet's file."""

    def __init__(self, way: ApiWay) -> None:
        self._way = way
        self._pager = Pager(way, self._request)

    def start(self, span: Span) -> Iterator[Request]:
        """The first page of each list."""
        self._pager.span = span
        for url in self._way.start:
            yield self._pager.first(url)

    def read(self, response: Response) -> Found:
        """A lead for each item that has an address."""
        if self._pager.span is None:
            return
        data = parse_json(response.body)
        for url, title, day in items_in(data, self._way, response.url, self._pager.span.now):
            yield Lead(url, title, day)

    def following(self, response: Response, turn: Turn) -> Request | None:
        """The request for the next page: its number stands in the address, or in the body that is posted."""
        same = str(response.meta["first"]) if self._counts_in_body() else None
        return self._pager.following(response, turn, None, same)

    def _counts_in_body(self) -> bool:
        return self._way.next_page is None and "{n}" in json.dumps(self._way.body)

    def _request(self, url: str, meta: dict[str, Any]) -> Request:
        way, number = self._way, int(meta["page"])
        if way.method == "GET":
            conditional = not number and not (self._pager.span and self._pager.span.backward)
            return list_request(url, self, conditional=conditional, meta=meta, headers=dict(way.headers))
        body = json.dumps(filled(way.body, n=number + way.first_number), ensure_ascii=False)
        headers = {"Content-Type": "application/json", **way.headers}
        return list_request(url, self, meta=meta, method="POST", body=body, headers=headers)
