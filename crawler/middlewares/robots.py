"""Asking robots.txt before anything else; what cannot be asked is not allowed."""

import asyncio
from collections import defaultdict
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure

from crawler.failures import Blocked, Deferred, Disallowed, Unasked, outcome_of
from crawler.robots import LARGEST, MOST_REDIRECTS, Access, Rules, access_of, parse, text_of
from jiannuo.store.hosts import keep_robots, load_host

_LASTS = timedelta(hours=24)
_MOST_BYTES = 20 * LARGEST


class RobotsMiddleware:
    """Asks each host's robots.txt once a day; a good copy serves for that day, over restarts too.

    Raises Disallowed, or what kept us from asking when that says more (Blocked, Deferred).
    """

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._agent = str(crawler.settings["USER_AGENT"]).split("/")[0]
        self._rules: dict[str, Rules | Unasked | None] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @classmethod
    def from_crawler(cls, crawler: Any) -> "RobotsMiddleware":
        """Build from Scrapy's crawler."""
        return cls(crawler)

    async def process_request(self, request: Request, spider: Any = None) -> None:
        """Let the request pass, or raise Disallowed."""
        if request.meta.get("robots"):
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        if origin not in self._rules:
            async with self._turns[origin]:
                if origin not in self._rules:
                    self._rules[origin] = await self._rules_of(origin)
        rules = self._rules[origin]
        if isinstance(rules, Unasked):
            raise Unasked(rules.outcome, rules.reason)
        if rules is None:
            raise Disallowed("robots.txt could not be read, so nothing may be fetched for now")
        if not rules.allows(request.url, self._agent):
            raise Disallowed("disallowed by robots.txt")

    async def _rules_of(self, origin: str) -> Rules | Unasked | None:
        spider = self._crawler.spider
        kept = load_host(spider.store, origin)
        now = spider.clock.now()
        if kept.robots is not None and kept.robots_at is not None and now - kept.robots_at < _LASTS:
            return parse(kept.robots)
        try:
            access, response = await self._ask(f"{origin}/robots.txt")
        except (Blocked, Deferred):
            spider.ledger.listed("robots_unreachable")
            raise
        except Exception as problem:  # noqa: BLE001 (whatever went wrong, the answer is the same: not allowed)
            spider.logger.warning("robots_failed origin=%s reason=%s", origin, problem)
            spider.ledger.listed("robots_unreachable")
            return Unasked(*outcome_of(Failure(problem)))  # type: ignore[no-untyped-call]
        if access is Access.UNREACHABLE:
            spider.ledger.listed("robots_refused")
            return None  # the last good copy stays kept; it is too old to be used
        text = text_of(response.body) if access is Access.SUCCESS else ""
        spider.ledger.listed("robots_read")
        keep_robots(spider.store, origin, text, response.status, now)
        return parse(text)

    async def _ask(self, url: str) -> tuple[Access, Response]:
        """The answer after at most five redirects; more than that means that there is no robots.txt."""
        for _ in range(MOST_REDIRECTS + 1):
            response = await self._crawler.engine.download_async(_request(url))
            access, target = access_of(response.status), response.headers.get("Location")
            if access is not Access.REDIRECT or not target:
                return (Access.UNAVAILABLE if access is Access.REDIRECT else access), response
            url = urljoin(url, target.decode("latin-1"))
            if urlsplit(url).scheme not in ("http", "https"):
                raise Blocked(f"robots.txt leads to {url[:200]}")
        return Access.UNAVAILABLE, response


def _request(url: str) -> Request:
    meta = {
        "robots": True,
        "handle_httpstatus_all": True,
        "dont_retry": True,
        "download_maxsize": _MOST_BYTES,
    }
    return Request(url, meta=meta, callback=NO_CALLBACK, priority=1000, dont_filter=True)
