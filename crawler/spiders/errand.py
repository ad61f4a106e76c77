"""What a crawl is sent for."""

from dataclasses import dataclass
from datetime import date

from crawler.attribution import Atlas
from crawler.outlet import Outlet


@dataclass(frozen=True, slots=True)
class Errand:
    """What one crawl is about: a back-fill when ``since`` is given; ``queries`` are what searches are asked."""

    outlet: Outlet
    run: int
    since: date | None
    most_pages: int
    until: date | None = None
    atlas: Atlas = Atlas(())  # noqa: RUF009 (never changed)
    queries: tuple[str, ...] = ()
    turn: int = 0
