"""What a crawl is sent for."""

from dataclasses import dataclass
from datetime import date, datetime

from crawler.attribution import Atlas
from crawler.outlet import Outlet


@dataclass(frozen=True, slots=True)
class Errand:
    """What one crawl is about: a back-fill when ``since`` is given; ``queries`` are what searches are asked.

    ``unsettled``: since then no crawl of the outlet got to its end, so paging goes on past what came since.
    """

    outlet: Outlet
    run: int
    since: date | None
    most_pages: int
    until: date | None = None
    atlas: Atlas = Atlas(())  # noqa: RUF009 (never changed)
    queries: tuple[str, ...] = ()
    turn: int = 0
    unsettled: datetime | None = None
