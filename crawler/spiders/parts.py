"""The pages of one article that were read so far, while its further pages are asked for."""

from dataclasses import dataclass, replace

from crawler.extraction.extract import Part
from crawler.extraction.paged import MOST_PAGES
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
