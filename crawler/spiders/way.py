"""What every way of finding has in common: requests for lists, and the report addresses they lead to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from scrapy import Request
from scrapy.http import Response


@dataclass(frozen=True, slots=True)
class Lead:
    """An absolute address that may be a report's, with what the list said of it."""

    url: str
    title: str = ""
    date: str = ""


Found = Iterator[Lead | Request]


class Finder(Protocol):
    """One way of finding reports of one outlet."""

    def start(self, since: date | None, today: date) -> Iterator[Request]:
        """The first requests."""
        ...

    def read(self, response: Response) -> Found:
        """Leads in a list page, and requests for further lists."""
        ...


def list_request(url: str, finder: Finder, *, conditional: bool = False, **more: Any) -> Request:
    """A request for a list; a conditional one may be answered 304, which means nothing new."""
    meta = {
        "finder": finder,
        "conditional": conditional,
        "handle_httpstatus_list": [304],
        **more.pop("meta", {}),
    }
    return Request(url, meta=meta, dont_filter=True, priority=10, **more)
