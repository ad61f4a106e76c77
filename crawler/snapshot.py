"""A response as the page we keep."""

import hashlib
from datetime import datetime

from scrapy.http import Response

from crawler.decode import decode
from jiannuo.model.report import Page


def page_of(response: Response, now: datetime) -> Page:
    """The page with its bytes, addresses, encodings and validators."""
    kind = header_of(response, "Content-Type")
    decoded = decode(response.body, kind) if response.body else None
    return Page(
        requested_url=response.request.url if response.request else response.url,
        final_url=response.url,
        body=response.body,
        fetched_at=now,
        sha256=hashlib.sha256(response.body).hexdigest(),
        status=response.status,
        declared_encoding=decoded.declared[:40] if decoded and decoded.declared else None,
        used_encoding=decoded.used if decoded else None,
        etag=header_of(response, "ETag"),
        last_modified=header_of(response, "Last-Modified"),
        content_type=kind[:200] if kind else None,
    )


def header_of(response: Response, name: str) -> str | None:
    """The header's value as text."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
