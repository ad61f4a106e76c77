"""Conditional requests: ask only for what changed since the last clean crawl."""

from typing import Any

from scrapy import Request

from jiannuo.store.hosts import load_validators


class ConditionalMiddleware:
    """Adds If-None-Match and If-Modified-Since to requests that are marked conditional."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> "ConditionalMiddleware":
        """Build from Scrapy's crawler."""
        return cls(crawler)

    def process_request(self, request: Request, spider: Any = None) -> None:
        """Add what we know of the last answer."""
        if not request.meta.get("conditional"):
            return
        tag, changed = load_validators(self._crawler.spider.store, request.url)
        if tag:
            request.headers["If-None-Match"] = tag
        if changed:
            request.headers["If-Modified-Since"] = changed
