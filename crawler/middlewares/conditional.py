"""Conditional requests: ask only for what changed since the last clean crawl, and not before it may have."""

import re
from datetime import datetime, timedelta
from typing import Any

from scrapy import Request
from scrapy.http import Response

from jiannuo.store.validators import Validators, load_validators

LONGEST_FRESH = timedelta(hours=6)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]{1,10})", re.IGNORECASE)


class ConditionalMiddleware:
    """Adds If-None-Match and If-Modified-Since to requests that are marked conditional.

    A request may bring what is ``known`` of its address; else that is looked up.

    An answer that said that it stays fresh is not asked for again before that: then the answer 304 is
    given in the server's place.
    """

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> "ConditionalMiddleware":
        """Build from Scrapy's crawler."""
        return cls(crawler)

    def process_request(self, request: Request, spider: Any = None) -> Response | None:
        """Add what we know of the last answer."""
        if not request.meta.get("conditional"):
            return None
        spider = self._crawler.spider
        # A redirect hands on what its request brought, which is of another address.
        known = request.meta.get("known", {}).get(request.url)
        if known is None:
            known = load_validators(spider.store, [request.url])[request.url]
        if known.fresh_until is not None and spider.clock.now() < known.fresh_until:
            return Response(request.url, status=304, request=request, flags=["fresh"])
        if known.etag:
            request.headers["If-None-Match"] = known.etag
        if known.last_modified:
            request.headers["If-Modified-Since"] = known.last_modified
        return None


def validators_in(response: Response, now: datetime) -> Validators:
    """What the answer lets us send next time.

    Freshness counts from Cache-Control's max-age less Age, and is believed for six hours at most: some
    sites let their front pages be cached for a year.
    """
    rules = _header(response, "Cache-Control") or ""
    aged = _header(response, "Age") or ""
    age = timedelta(seconds=int(aged)) if re.fullmatch("[0-9]{1,9}", aged) else timedelta()
    found = _MAX_AGE.search(rules)
    fresh = timedelta(seconds=int(found[1])) - age if found and "no-cache" not in rules else timedelta()
    until = now + min(fresh, LONGEST_FRESH) if fresh > timedelta() else None
    return Validators(_header(response, "ETag"), _header(response, "Last-Modified"), until)


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
