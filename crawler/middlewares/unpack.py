"""Bodies arrive unpacked, whole and bounded in size and in markup."""

from typing import Any

from scrapy import Request
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from crawler.failures import TooLarge
from crawler.unpack import ACCEPTED, unpack

# A parser turns a few bytes of markup into a kilobyte of tree: 8 MB of tags took 10 s and 1.2 GB. Large
# pages of the press have some 10,000 tags.
MOST_TAGS = 200_000


class UnpackMiddleware:
    """Undoes Content-Encoding, and refuses what would choke a parser."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes

    @classmethod
    def from_crawler(cls, crawler: Any) -> "UnpackMiddleware":
        """Build from the crawl's settings."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_request(self, request: Request, spider: Any = None) -> None:
        """Say what we can undo."""
        request.headers.setdefault("Accept-Encoding", ACCEPTED)

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Response:
        """The response with its plain body; raises Broken or TooLarge."""
        packed = response.headers.getlist("Content-Encoding")
        if packed and response.body:
            names = b",".join(packed).decode("latin-1").lower()
            body = unpack(response.body, [name.strip() for name in names.split(",")], self._most_bytes)
            del response.headers["Content-Encoding"]
            kind = responsetypes.from_args(headers=response.headers, url=response.url, body=body)
            response = response.replace(cls=kind, body=body)
        if response.body.count(b"<") > MOST_TAGS:
            raise TooLarge(f"more than {MOST_TAGS} tags")
        return response
