"""Finding reports through JSON lists."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response

from crawler.outlet import ApiWay
from crawler.spiders.way import Found, Lead, list_request
from crawler.urls import absolute


class ApiFinder:
    """Asks a JSON list page by page; the field paths come from the outlet's file."""

    def __init__(self, way: ApiWay) -> None:
        self._way = way

    def start(self, since: date | None, today: date) -> Iterator[Request]:
        """The first page of each list."""
        for url in self._way.start:
            yield self._request(url, {"first": url, "page": 0})

    def read(self, response: Response) -> Found:
        """A lead for each item that has an address."""
        try:
            data = json.loads(response.body)
        except (ValueError, RecursionError):
            return
        items = reach_into(data, self._way.items)
        for item in items if isinstance(items, list) else []:
            value = reach_into(item, self._way.url)
            if isinstance(value, str | int) and (url := absolute(response.url, self._address(str(value)))):
                yield Lead(url)

    def following(self, response: Response) -> Request | None:
        """The request for the next page, or None after the last."""
        way, page = self._way, int(response.meta.get("page", 0))
        if way.next_page is None or page + 1 >= way.most_pages:
            return None
        first = str(response.meta["first"])
        url = urljoin(first, way.next_page.format(n=page + way.first_number))
        return self._request(url, {"first": first, "page": page + 1, "may_be_missing": True})

    def _request(self, url: str, meta: dict[str, Any]) -> Request:
        if self._way.method == "GET":
            return list_request(url, self, conditional=True, meta=meta)
        body = json.dumps(self._way.body, ensure_ascii=False)
        headers = {"Content-Type": "application/json"}
        return list_request(url, self, meta=meta, method="POST", body=body, headers=headers)

    def _address(self, value: str) -> str:
        for prefix, replacement in self._way.url_prefix:
            if value.startswith(prefix):
                return replacement + value[len(prefix) :]
        return self._way.url_form.format(value=value)


def reach_into(data: Any, path: str) -> Any:
    """The value at a dotted path of keys and list indexes; None when it is not there."""
    for step in path.split(".") if path else []:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data
