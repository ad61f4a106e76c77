"""Leaving hosts alone when they ask for it: Retry-After and back-off, kept over restarts."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.failures import Deferred
from jiannuo.store.hosts import leave_alone, load_host

_LONGEST = timedelta(hours=24)
_FIRST = timedelta(minutes=1)
_ASKS = (429, 503)


class PaceMiddleware:
    """Raises Deferred for hosts that must be left alone, and notes when a host asks for it."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._until: dict[str, datetime | None] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> "PaceMiddleware":
        """Build from Scrapy's crawler."""
        return cls(crawler)

    def process_request(self, request: Request, spider: Any = None) -> None:
        """Let the request pass, or raise Deferred."""
        host = _host(request.url)
        spider = self._crawler.spider
        if host not in self._until:
            self._until[host] = load_host(spider.store, host).not_before
        until = self._until[host]
        if until is not None and spider.clock.now() < until:
            raise Deferred(f"{host} wants to be left alone until {until.isoformat()}")

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Response:
        """Note Retry-After, or back off when a host refuses without naming a time."""
        spider = self._crawler.spider
        host = _host(request.url)
        if response.status in _ASKS:
            known = load_host(spider.store, host)
            now = spider.clock.now()
            wait = retry_after(response, now) or _FIRST * 2 ** min(known.failures, 10)
            self._until[host] = now + min(wait, _LONGEST)
            leave_alone(spider.store, host, self._until[host], known.failures + 1)
        elif response.status < 400 and self._until.get(host) is not None:
            self._until[host] = None
            leave_alone(spider.store, host, None, 0)
        return response


def retry_after(response: Response, now: datetime) -> timedelta | None:
    """How long the answer asks us to wait: seconds or an HTTP date; None when it does not say."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdigit():
        return timedelta(seconds=min(int(value), 10**7))
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return max((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now, timedelta())


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()
