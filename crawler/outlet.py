"""The form of an outlet file: who speaks, where to look, which URLs are reports, and how a page is read."""

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from jiannuo.model.vocabulary import OutletLevel


def _regex(text: str) -> str:
    try:
        re.compile(text)
    except re.error as problem:
        raise ValueError(f"not a regular expression: {problem}") from None
    return text


def _http(url: str) -> str:
    if urlsplit(url.replace("{", "").replace("}", "")).scheme not in ("http", "https"):
        raise ValueError("an address begins with http:// or https://")
    return url


Regex = Annotated[str, AfterValidator(_regex)]
Address = Annotated[str, AfterValidator(_http)]


class Part(BaseModel):
    """A part of an outlet file: frozen, and strict about unknown names."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FeedWay(Part):
    """RSS, Atom or RDF feeds."""

    way: Literal["feed"]
    start: tuple[Address, ...] = Field(min_length=1)


class ListingWay(Part):
    """Pages of links. Page 2 and on: ``next_page`` with {n}, up to the count that ``page_count`` finds."""

    way: Literal["listing"]
    start: tuple[Address, ...] = Field(min_length=1)
    links: str = "a[href]"
    next_page: str | None = Field(None, description="e.g. index_{n}.html, relative to the first page")
    first_number: int = Field(1, ge=0, description="the {n} of the second page")
    page_count: Regex | None = Field(None, description="regex whose group 1 is the number of pages")
    most_pages: int = Field(20, ge=1, le=10_000)


class EpaperWay(Part):
    """A dated newspaper: the first section of a day links the other sections and their articles."""

    way: Literal["epaper"]
    start: Address = Field(description="with {yyyy}, {mm}, {dd}")
    sections: str = "a[href]"
    section_url: Regex
    articles: str = "a[href], area[href]"
    days: int = Field(3, ge=1, le=3_660, description="how many days back a normal crawl looks")


class ApiWay(Part):
    """A JSON list: ``items`` and the fields are dotted paths."""

    way: Literal["api"]
    start: tuple[Address, ...] = Field(min_length=1)
    method: Literal["GET", "POST"] = "GET"
    body: dict[str, Any] = Field(default_factory=dict)
    items: str
    url: str
    url_form: str = Field("{value}", description="how the field becomes an address, e.g. https://…/{value}")
    url_prefix: tuple[tuple[str, str], ...] = Field((), description="prefixes to replace, e.g. /www/")
    next_page: str | None = None
    first_number: int = 1
    most_pages: int = Field(5, ge=1, le=1_000)


Way = Annotated[FeedWay | ListingWay | EpaperWay | ApiWay, Field(discriminator="way")]


class Canonical(Part):
    """How an address becomes the one under which a report is known."""

    https: bool = False
    drop_query: bool = True
    replace: tuple[tuple[Regex, str], ...] = ()


class Selectors(Part):
    """CSS selectors, each with fallbacks in order; ``remove`` is cut out of the page first."""

    title: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    editor: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


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
    canonical: Canonical = Canonical()
    selectors: Selectors = Selectors()
    delay_seconds: float | None = Field(None, ge=0, le=600)

    def is_article(self, url: str) -> bool:
        """Whether ``url`` is on the outlet's hosts and has the shape of its reports."""
        parts = urlsplit(url)
        if not self.owns(parts.hostname or ""):
            return False
        return not self.article_url or any(re.search(pattern, url) for pattern in self.article_url)

    def owns(self, host: str) -> bool:
        """Whether ``host`` is one of the outlet's hosts."""
        return host.lower() in self.hosts
