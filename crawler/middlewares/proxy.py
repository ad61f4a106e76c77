"""One way out: all requests, robots.txt included, through the configured proxy."""

from typing import Any

from scrapy import Request
from scrapy.exceptions import NotConfigured


class ProxyMiddleware:
    """Sets the proxy of every request; switched off when none is configured."""

    def __init__(self, proxy: str) -> None:
        self._proxy = proxy

    @classmethod
    def from_crawler(cls, crawler: Any) -> "ProxyMiddleware":
        """Build from the crawl's settings."""
        proxy = crawler.settings.get("JIANNUO_PROXY")
        if not proxy:
            raise NotConfigured
        return cls(proxy)

    def process_request(self, request: Request, spider: Any = None) -> None:
        """Send the request through the proxy."""
        request.meta.setdefault("proxy", self._proxy)
