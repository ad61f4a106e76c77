"""Which of the addresses on a list are reports to be read now, whose they are, and what the page brought."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from crawler.attribution import Atlas, stranger
from crawler.outlet import Outlet
from crawler.spiders.way import Lead, Span, Turn
from crawler.urls import canonical
from jiannuo.model.vocabulary import Outcome
from jiannuo.store.pages import Visit

_FOR_GOOD = frozenset(
    {Outcome.STORED, Outcome.REVISED, Outcome.DUPLICATE, Outcome.UNCHANGED, Outcome.TOO_OLD}
)
_TRIES = 3
_LOOK_AGAIN = timedelta(hours=24)
_CORRECTED_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A lead that is a report: its canonical address, the outlet it counts as, and how its day lies to the span."""

    lead: Lead
    url: str
    outlet: Outlet
    too_old: bool = False
    too_new: bool = False


class Chooser:
    """Sorts leads for one crawl of one outlet."""

    def __init__(self, outlet: Outlet, atlas: Atlas, span: Span) -> None:
        self._outlet = outlet
        self._atlas = atlas
        self._span = span
        self._shown: dict[str, set[str]] = {}

    def wanted(self, leads: Iterable[Lead]) -> dict[str, Wanted]:
        """The reports among the leads by canonical address."""
        found: dict[str, Wanted] = {}
        for lead in leads:
            outlet = self._owner(lead)
            if outlet is None:
                continue
            day = lead.day
            if day is None and (told := outlet.dated(lead.url, self._span.now)):
                day = told.last_day()
            url = canonical(lead.url, outlet)
            found.setdefault(url, Wanted(lead, url, outlet, self._span.ends(day), self._span.awaits(day)))
        return found

    def turn(self, wanted: dict[str, Wanted], first: str | None, fresh: bool) -> Turn:
        """What this page brought, compared with the pages of the same list before it."""
        shown = self._shown.setdefault(first, set()) if first else set()
        different = bool(wanted.keys() - shown)
        shown.update(wanted)
        return Turn(fresh, different, not all(one.too_old for one in wanted.values()))

    def _owner(self, lead: Lead) -> Outlet | None:
        if self._outlet.is_article(lead.url):
            return self._outlet
        if lead.elsewhere == "none":
            return None
        if owner := self._atlas.owner(lead.url):
            return owner
        # A home page or a section of a stranger is no report, and a result must be about what was asked.
        deep = len(urlsplit(lead.url).path.strip("/")) > 3 or bool(urlsplit(lead.url).query)
        about = any(word in lead.title for word in lead.query.split())
        if lead.elsewhere == "any" and deep and about and not self._atlas.knows(lead.url):
            return stranger(lead.url)
        return None


def known(visit: Visit | None, now: datetime) -> Outcome | None:
    """The outcome of an address that need not be fetched now; None when it must be."""
    if visit is None:
        return None
    if visit.outcome in _FOR_GOOD:
        recent = now - visit.first_at < _CORRECTED_WITHIN
        return None if recent and now - visit.fetched_at >= _LOOK_AGAIN else Outcome.KNOWN
    tired = visit.outcome in (Outcome.NO_TEXT, Outcome.GARBLED, Outcome.NOT_FOUND) and visit.visits >= _TRIES
    return Outcome.KNOWN if tired else None
