"""The form of an outlet file: who speaks, where to look, which URLs are reports, and how a page is read."""

import re
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field

from crawler.outlet_ways import (
    ApiWay,
    Css,
    EpaperWay,
    FeedWay,
    ListingWay,
    Part,
    Regex,
    SearchWay,
    SitemapWay,
    Way,
)
from crawler.url_dates import UrlDate, url_date
from jiannuo.clock import CHINA
from jiannuo.model.vocabulary import OutletLevel
from jiannuo.model.when import When

__all__ = [
    "ApiWay",
    "Canonical",
    "EpaperWay",
    "FeedWay",
    "ListingWay",
    "Outlet",
    "SearchWay",
    "Selectors",
    "SitemapWay",
    "Version",
    "Way",
]


class Canonical(Part):
    """How an address becomes the one under which a report is known."""

    https: bool = False
    drop_query: bool = True
    replace: tuple[tuple[Regex, str], ...] = ()


class Selectors(Part):
    """CSS selectors, each with fallbacks in order; ``remove`` is cut out of the page first."""

    title: tuple[Css, ...] = ()
    date: tuple[Css, ...] = ()
    source: tuple[Css, ...] = ()
    author: tuple[Css, ...] = ()
    editor: tuple[Css, ...] = ()
    body: tuple[Css, ...] = ()
    remove: tuple[Css, ...] = ()

    def before(self, others: "Selectors") -> "Selectors":
        """These first, then the others as fallbacks."""
        merged: dict[str, Any] = {
            name: tuple(dict.fromkeys((*getattr(self, name), *getattr(others, name))))
            for name in type(self).model_fields
        }
        return Selectors.model_construct(**merged)  # both halves were validated when they were read


class Version(Part):
    """How the outlet was built until a redesign: what differs from today's design."""

    valid_until: date
    note: str = ""
    ways: tuple[Way, ...] = Field((), description="where its reports are found; only a back-fill looks there")
    article_url: tuple[Regex, ...] = ()
    url_date: tuple[UrlDate, ...] = ()
    selectors: Selectors = Selectors()


class Outlet(Part):
    """One medium or bureau."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    title_en: str = ""
    level: OutletLevel
    place: str | None = None
    hosts: tuple[str, ...] = Field(min_length=1)
    enabled: bool = False
    confirmed: bool = False
    note: str = ""
    ways: tuple[Way, ...] = ()
    article_url: tuple[Regex, ...] = ()
    exclude: tuple[Regex, ...] = Field((), description="addresses that are no reports whatever their shape")
    url_date: tuple[UrlDate, ...] = ()
    canonical: Canonical = Canonical()
    selectors: Selectors = Selectors()
    delay_seconds: float | None = Field(None, ge=0, le=600)
    versions: tuple[Version, ...] = Field((), description="earlier designs")

    def is_article(self, url: str) -> bool:
        """Whether ``url`` is on the outlet's hosts and has the shape of its reports, in any design."""
        if not self.owns(urlsplit(url).hostname or ""):
            return False
        if any(re.search(pattern, url) for pattern in self.exclude):
            return False
        shapes = (*self.article_url, *(shape for version in self.versions for shape in version.article_url))
        return not self.article_url or any(re.search(pattern, url) for pattern in shapes)

    def owns(self, host: str) -> bool:
        """Whether ``host`` is one of the outlet's hosts."""
        return host.lower() in self.hosts

    def dated(self, url: str, now: datetime) -> When | None:
        """The day that an address tells, by the rules of every design; None when it tells none."""
        rules = (*self.url_date, *(rule for version in self.versions for rule in version.url_date))
        return url_date(url, rules, now)

    def designed_for(self, url: str, fetched_at: datetime) -> "Outlet":
        """The outlet with the selectors of the design that the page at ``url`` has, the others as fallbacks.

        The design is that of the day which the address tells, else of the day on which it was fetched.
        """
        if not self.versions:
            return self
        when = self.dated(url, fetched_at)
        day = when.day if when else fetched_at.astimezone(CHINA).date()
        past = sorted(self.versions, key=lambda version: version.valid_until)
        designs = [version.selectors for version in past if day <= version.valid_until]
        designs += [self.selectors]
        designs += [version.selectors for version in reversed(past) if day > version.valid_until]
        chosen = designs[0]
        for other in designs[1:]:
            chosen = chosen.before(other)
        return self.model_copy(update={"selectors": chosen})
