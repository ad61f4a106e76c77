"""Which links of a column lead to its reports: many of one shape, in one place, titled like news, dated."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from math import log2
from statistics import median
from urllib.parse import urlsplit

from crawler.discovery.links import Link
from crawler.discovery.shapes import groups, pattern_of
from crawler.url_dates import url_date
from crawler.urls import canonical

_FEWEST = 3
_SHORTEST_TITLE = 6
_LONG_TITLE = 10
_RIVAL = 0.6
_MOST_TITLE = 25
_SECOND = frozenset({"com", "gov", "org", "net", "edu", "ac"})


@dataclass(frozen=True, slots=True)
class Guess:
    """A group of links that may be the column's reports, with what speaks for it."""

    links: tuple[Link, ...]
    pattern: str
    place: str
    dated: float
    in_rows: float
    together: float
    title: float
    score: float

    @property
    def sure(self) -> bool:
        """Whether these are reports beyond reasonable doubt."""
        return self.dated >= 0.5 and self.title >= _SHORTEST_TITLE

    @property
    def likely(self) -> bool:
        """Whether, for want of dates, titles and repetition still speak for reports."""
        return self.title >= _LONG_TITLE and self.together >= 0.6 and len(self.links) >= _FEWEST + 2


def guess_reports(links: list[Link], url: str, now: datetime) -> tuple[Guess | None, list[str]]:
    """The best group and the doubts about it; None when no group looks like reports."""
    host = (urlsplit(url).hostname or "").lower()
    own = [link for link in links if _same_site(host, link.url)]
    by_url = {link.url: link for link in own}
    found = [
        _weigh([by_url[one] for one in urls], now) for urls in groups(by_url).values() if len(urls) >= _FEWEST
    ]
    ranked = sorted((one for one in found if one.sure or one.likely), key=lambda one: -one.score)
    if not ranked:
        return None, [_why_none(links, own, found)]
    best = ranked[0]
    doubts = []
    if not best.sure:
        doubts.append("no dates near the links nor in their addresses: these may be no reports")
    if len(ranked) > 1 and ranked[1].score > best.score * _RIVAL:
        rival = ranked[1]
        doubts.append(f"{len(rival.links)} links of another shape look alike: {rival.links[0].url}")
    if best.in_rows < 0.5:
        doubts.append("the list prints no dates (or cannot be read row by row)")
    return best, doubts


def _weigh(links: list[Link], now: datetime) -> Guess:
    place, shared = Counter(link.place for link in links).most_common(1)[0]
    # Letters only: counts of comments and ranks are no titles.
    titles = [min(sum(map(str.isalpha, link.title)), _MOST_TITLE) for link in links]
    in_rows = sum(link.day is not None for link in links) / len(links)
    in_urls = sum(url_date(link.url, (), now) is not None for link in links) / len(links)
    dated = sum(link.day is not None or url_date(link.url, (), now) is not None for link in links)
    different = len({link.title for link in links}) / len(links)
    title, together = float(median(titles)), shared / len(links)
    score = log2(1 + len(links)) * (0.2 + max(in_rows, in_urls)) * title * (0.4 + together) * different
    return Guess(
        tuple(links),
        pattern_of([canonical(link.url, None) for link in links]),
        place,
        dated / len(links),
        in_rows,
        together,
        title,
        score,
    )


def _same_site(host: str, url: str) -> bool:
    """Whether the address is on the column's host, or on another host of the same name."""
    other = (urlsplit(url).hostname or "").lower()
    return other == host or _name_of(other) == _name_of(host)


def _name_of(host: str) -> str:
    """The name that was registered: site.com of news.site.com, site.gov.cn of kjj.site.gov.cn."""
    labels = host.split(".")
    deep = 3 if len(labels) > 2 and labels[-2] in _SECOND else 2
    return ".".join(labels[-deep:])


def _why_none(links: list[Link], own: list[Link], found: list[Guess]) -> str:
    if not links:
        return "the page has no links at all: it may be built by a script, which is not run"
    if len(own) * 2 < len(links):
        return f"{len(links) - len(own)} of {len(links)} links lead to other sites: this is no column"
    if not found:
        return "no three links share a shape: this is no list of reports"
    return "links of one shape have short titles and no dates: this looks like navigation, not like reports"
