"""The guard's first look: addresses that may not be fetched never reach robots.txt, DNS or the network."""

from typing import Any

from scrapy import Request

from crawler.guard import Guard, guard_of


class GuardMiddleware:
    """Raises Blocked for schemes, ports and literal addresses that may not be fetched, on every hop."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    @classmethod
    def from_crawler(cls, crawler: Any) -> "GuardMiddleware":
        """Build from the crawl's settings."""
        return cls(guard_of(crawler.settings))

    def process_request(self, request: Request, spider: Any = None) -> None:
        """Let the request pass, or raise Blocked."""
        self._guard.check_url(request.url)
