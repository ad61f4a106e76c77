"""Page after page: the requests for the pages of a list that come after the first."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response

from crawler.outlet_ways import Paged
from crawler.spiders.way import Span, Turn

_BACK_FILL_MOST = 10_000

Ask = Callable[[str, dict[str, Any]], Request]


class Pager:
    """Walks one way's pages; ends when a page brings nothing, repeats, is too old, or is the last."""

    def __init__(self, way: Paged, ask: Ask) -> None:
        self._way = way
        self._ask = ask
        self.span: Span | None = None

    def first(self, url: str) -> Request:
        """The request for the first page of a list."""
        return self._ask(url, {"first": url, "page": 0})

    def following(
        self, response: Response, turn: Turn, count: int | None, link: str | None
    ) -> Request | None:
        """The request for the next page: by ``link`` where the page shows one, else by its number.

        ``count`` is how many pages there are, where that is known.
        """
        page = int(response.meta.get("page", 0)) + 1
        if self.span is None or not turn.goes_on(self.span) or page >= self._most(count):
            return None
        first = str(response.meta["first"])
        meta = {"first": first, "page": page, "pages": count, "may_be_missing": True}
        if link:
            return self._ask(urljoin(response.url, link), meta)
        if self._way.next_page is None:
            return None
        return self._ask(self.address(first, page), meta)

    def address(self, first: str, page: int) -> str:
        """The address of a page, counted from 0."""
        template = self._way.next_page or ""
        return urljoin(first, template.replace("{n}", str(page - 1 + self._way.first_number)))

    def _most(self, count: int | None) -> int:
        most = _BACK_FILL_MOST if self.span and self.span.backward else self._way.most_pages
        return most if count is None else min(count, most)
