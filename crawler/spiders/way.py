"""What every way of finding has in common: requests for lists, and the report addresses they lead to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from scrapy import Request
from scrapy.http import Response


@dataclass(frozen=True, slots=True)
class Lead:
    """An absolute address that may be a report's, with what the list said of it.

    The result of a search names the query it answers, and says on whose hosts it may lie (``elsewhere``).
    """

    url: str
    title: str = ""
    day: date | None = None
    query: str = ""
    elsewhere: str = "none"


@dataclass(frozen=True, slots=True)
class Span:
    """The days a crawl is about. Without ``since`` it is an ordinary one, which takes what is new."""

    since: date | None
    until: date
    now: datetime

    @property
    def backward(self) -> bool:
        """Whether this is a back-fill: what is known already does not end the paging."""
        return self.since is not None

    def ends(self, day: date | None) -> bool:
        """Whether that day lies before the span; an unknown one never does."""
        return day is not None and self.since is not None and day < self.since

    def awaits(self, day: date | None) -> bool:
        """Whether that day lies after the span of a back-fill."""
        return day is not None and self.backward and day > self.until


@dataclass(frozen=True, slots=True)
class Turn:
    """What a page of a list brought: addresses never visited, ones this list had not shown, any not too old."""

    fresh: bool
    different: bool
    young: bool

    def goes_on(self, span: Span) -> bool:
        """Whether the next page is worth asking for."""
        return self.different and self.young and (self.fresh or span.backward)


Found = Iterator[Lead | Request]


class Finder(Protocol):
    """One way of finding reports of one outlet."""

    def start(self, span: Span) -> Iterator[Request]:
        """The first requests."""
        ...

    def read(self, response: Response) -> Found:
        """Leads in a list page, and requests for further lists."""
        ...

    def following(self, response: Response, turn: Turn) -> Request | None:
        """The request for the page after this one; None at the end."""
        ...


def list_request(url: str, finder: Finder, *, conditional: bool = False, **more: Any) -> Request:
    """A request for a list; a conditional one may be answered 304, which means nothing new.

    ``meta`` may say: ``may_be_missing`` (its absence is normal), ``walk`` (the key under which a back-fill
    notes that all behind this list is done).
    """
    meta = {
        "finder": finder,
        "conditional": conditional,
        "handle_httpstatus_list": [304],
        **more.pop("meta", {}),
    }
    return Request(url, meta=meta, dont_filter=True, priority=10, **more)
