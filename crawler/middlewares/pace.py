"""Leaving hosts alone when they ask for it: Retry-After and back-off, kept over restarts."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.failures import Deferred
from jiannuo.store.hosts import leave_alone, load_host

LONGEST = timedelta(hours=24)
_FIRST = timedelta(minutes=1)
_ASKS = (429, 503)
_SECONDS = re.compile(r"[0-9]{1,20}")


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
        # Another machine may have been asked to leave the host alone meanwhile.
        if host not in self._until or spider.store.shared:
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
            self._until[host] = now + pause(response, now, known.failures)
            leave_alone(spider.store, host, self._until[host], known.failures + 1)
        elif response.status < 400 and self._until.get(host) is not None:
            self._until[host] = None
            leave_alone(spider.store, host, None, 0)
        return response


def pause(response: Response, now: datetime, failures: int) -> timedelta:
    """How long to leave the host alone: as it asks, else 1, 2, 4 … minutes; a day at most."""
    asked = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), now)
    return min(asked or _FIRST * 2 ** min(failures, 11), LONGEST)


def retry_after(value: str, now: datetime) -> timedelta | None:
    """How long ``value`` asks us to wait: seconds or an HTTP date (RFC 9110 section 10.2.3).

    None when it asks for nothing: absent, in the past, or neither.
    """
    value = value.strip()
    if _SECONDS.fullmatch(value):
        return timedelta(seconds=min(int(value), 10**7)) or None
    try:
        moment = parsedate_to_datetime(value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment - now if moment > now else None


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()
