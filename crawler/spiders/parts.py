"""The pages of one article that were read so far, while its further pages are asked for."""

from dataclasses import dataclass, replace
from datetime import datetime

from crawler.attribution import UNKNOWN, known_as
from crawler.extraction.extract import Part
from crawler.extraction.paged import MOST_PAGES, joined
from crawler.outlet import Outlet
from jiannuo.model.dossier import Dossier
from jiannuo.model.report import Page, Report

MISSING = "further pages missing"


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the article begins, its first page as it came, and what was read of each page."""

    first: str
    page: Page
    reports: tuple[Report, ...]

    def with_page(self, part: Part) -> tuple["Parts", str | None]:
        """The article with one page more, and the address of the next; None at its end, and after 20 pages."""
        more = replace(self, reports=(*self.reports, part.report))
        if part.next_page and len(more.reports) >= MOST_PAGES:
            return more.cut_off(), None
        return more, part.next_page

    def cut_off(self) -> "Parts":
        """The article with a warning that pages of it could not be read."""
        first, *rest = self.reports
        return replace(self, reports=(replace(first, warnings=(*first.warnings, MISSING)), *rest))

    def dossier(self, url: str, outlet: Outlet, at: datetime, run: int) -> Dossier:
        """The article as it goes on to be stored, under its canonical address."""
        return Dossier(
            report=replace(joined(self.reports), url=url, outlet=known_as(outlet)),
            detected_at=at,
            page=self.page,
            outlet_place=outlet.place,
            outlet_title=outlet.title,
            standing=outlet.name != UNKNOWN,
            run=run,
        )
