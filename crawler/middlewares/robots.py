"""robots.txt after RFC 9309: what cannot be asked is not allowed, and good answers last a day."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.failures import Disallowed
from jiannuo.store.hosts import Host, keep_robots, load_host

_LASTS = timedelta(hours=24)
_LARGEST = 512_000


class RobotsMiddleware:
    """Asks each host's robots.txt once a day before anything else.

    2xx: obey. 4xx except 429: everything is allowed. 429, 5xx, network errors: nothing is allowed (RFC
    9309 section 2.3.1.4), unless a copy younger than a day is kept.
    """

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._agent = str(crawler.settings["USER_AGENT"]).split("/")[0]
        self._rules: dict[str, Protego | None] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> "RobotsMiddleware":
        """Build from Scrapy's crawler."""
        return cls(crawler)

    async def process_request(self, request: Request, spider: Any = None) -> None:
        """Let the request pass, or raise Disallowed."""
        if request.meta.get("robots"):
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = await self._ask(origin, request)
        rules = self._rules[origin]
        if rules is None:
            raise Disallowed("robots.txt could not be read, so nothing may be fetched for now")
        if not rules.can_fetch(request.url, self._agent):
            raise Disallowed("disallowed by robots.txt")

    async def _ask(self, origin: str, request: Request) -> Protego | None:
        spider = self._crawler.spider
        kept = load_host(spider.store, origin)
        now = spider.clock.now()
        young = kept.robots_at is not None and now - kept.robots_at < _LASTS
        if young and kept.robots is not None:
            return Protego.parse(kept.robots)
        meta = {"robots": True, "handle_httpstatus_all": True, "dont_retry": True}
        ask = Request(
            f"{origin}/robots.txt", meta=meta, callback=NO_CALLBACK, priority=1000, dont_filter=True
        )
        try:
            response = await self._crawler.engine.download_async(ask)
        except Exception as problem:  # noqa: BLE001 (whatever went wrong, the answer is the same: not allowed)
            spider.logger.warning("robots_failed origin=%s reason=%s", origin, problem)
            spider.ledger.listed("robots_unreachable")
            return None
        return self._answer(origin, response, kept)

    def _answer(self, origin: str, response: Response, kept: Host) -> Protego | None:
        spider = self._crawler.spider
        if response.status == 429 or response.status >= 500:
            spider.ledger.listed("robots_refused")
            return None
        text = ""
        if response.status < 300:
            text = response.body[:_LARGEST].decode("utf-8", "replace")
        spider.ledger.listed("robots_read")
        keep_robots(spider.store, origin, text, response.status, spider.clock.now())
        return Protego.parse(text)
