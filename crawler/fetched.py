"""One answer to one request, from the network or from a saved copy, and the response that finders read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from scrapy import Request
from scrapy.http import Response
from scrapy.responsetypes import responsetypes


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back; ``problem`` says why nothing did (a counted outcome and its reason)."""

    url: str
    final_url: str
    status: int = 0
    body: bytes = b""
    content_type: str = ""
    problem: str = ""

    @property
    def fine(self) -> bool:
        """Whether there is a page to be read."""
        return not self.problem and self.status == 200 and bool(self.body)


Headers = Iterable[tuple[str, str]]


class Pages(Protocol):
    """Where pages come from: the network under all its rules, or a folder of saved ones."""

    def get(self, url: str, method: str = "GET", body: bytes = b"", headers: Headers = ()) -> Fetched:
        """The answer to this request; never raises for what the other side does."""
        ...


def response_of(fetched: Fetched, request: Request | None = None) -> Response:
    """The answer as Scrapy's response, with the request's meta."""
    asked = request or Request(fetched.url)
    headers = {b"Content-Type": (fetched.content_type or "text/html").encode("latin-1", "replace")}
    kind = responsetypes.from_args(headers=headers, url=fetched.final_url, body=fetched.body[:5_000])
    return kind(
        url=fetched.final_url,
        status=fetched.status or 200,
        headers=headers,
        body=fetched.body,
        request=asked,
    )
