"""The ways of finding reports that an outlet file may name, each with all it needs to know."""

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

# What the crawl says of itself and of the line is not an outlet's to change.
_OURS = frozenset(
    [
        "host",
        "user-agent",
        "from",
        "cookie",
        "authorization",
        "proxy-authorization",
        "connection",
        "content-length",
    ]
)


def _regex(text: str) -> str:
    try:
        re.compile(text)
    except re.error as problem:
        raise ValueError(f"not a regular expression: {problem}") from None
    return text


def _css(text: str) -> str:
    from cssselect import SelectorError
    from parsel.csstranslator import HTMLTranslator

    try:
        HTMLTranslator().css_to_xpath(text)
    except SelectorError as problem:
        raise ValueError(f"not a CSS selector: {problem}") from None
    return text


def _http(url: str) -> str:
    if urlsplit(url.replace("{", "").replace("}", "")).scheme not in ("http", "https"):
        raise ValueError("an address begins with http:// or https://")
    return url


def _codec(name: str) -> str:
    try:
        "".encode(name)
    except LookupError:
        raise ValueError("no encoding of this name") from None
    return name


def _header(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,40}", name) or name.lower() in _OURS:
        raise ValueError("no header that an outlet may set")
    return name


Regex = Annotated[str, AfterValidator(_regex)]
Css = Annotated[str, AfterValidator(_css)]
Address = Annotated[str, AfterValidator(_http)]
Header = Annotated[str, AfterValidator(_header)]
Codec = Annotated[str, AfterValidator(_codec)]
Starts = Annotated[tuple[Address, ...], Field(min_length=1)]


class Part(BaseModel):
    """A part of an outlet file: frozen, and strict about unknown names."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FeedWay(Part):
    """RSS, RDF, Atom or JSON feeds; older pages of them where the feed itself links to them."""

    way: Literal["feed"]
    start: Starts
    most_pages: int = Field(50, ge=1, le=10_000)


class SitemapWay(Part):
    """Sitemaps, indexes of sitemaps, news sitemaps (all also .gz), or a robots.txt that names them."""

    way: Literal["sitemap"]
    start: Starts
    follow: Regex = Field("", description="which sitemaps of an index are read; empty: all")
    days: int = Field(3, ge=1, le=3_660, description="how many days back a normal crawl looks")
    most_maps: int = Field(50, ge=1, le=10_000)


class Paged(Part):
    """A list in pages. Page 2 and on: ``next_page`` with {n}, relative to the first page."""

    next_page: str | None = Field(None, description="e.g. index_{n}.html or ?page={n}")
    first_number: int = Field(1, ge=0, description="the {n} of the second page")
    most_pages: int = Field(20, ge=1, le=10_000, description="in a normal crawl; a back-fill goes on")


class ListingWay(Paged):
    """Pages of links; ``page_count`` finds their number, ``next_link`` is the link to the next page."""

    way: Literal["listing"]
    start: Starts
    links: Css = "a[href]"
    page_count: Regex | None = Field(None, description="regex whose group 1 is the number of pages")
    next_link: Css | None = Field(None, description="selector of the link to the next page")


class EpaperWay(Part):
    """A dated newspaper: the first section of a day links the other sections and their articles."""

    way: Literal["epaper"]
    start: Address = Field(description="with {yyyy}, {mm}, {dd}")
    sections: Css = "a[href]"
    section_url: Regex
    articles: Css = "a[href], area[href]"
    days: int = Field(3, ge=1, le=3_660, description="how many days back a normal crawl looks")


class Items(Part):
    """How a JSON answer is read: ``items`` and the fields are dotted paths (``data.list``)."""

    items: str = ""
    url: str = ""
    url_form: str = Field("{value}", description="how the field becomes an address, e.g. https://…/{value}")
    url_prefix: tuple[tuple[str, str], ...] = Field((), description="prefixes to replace, e.g. /www/")
    title: str = "title"
    date: str = Field("", description="path of the date: a printed one, or seconds or ms since 1970")


class ApiWay(Items, Paged):
    """A JSON list. {n} in ``next_page`` (or, as a value, in a POST body) is the page."""

    way: Literal["api"]
    start: Starts
    method: Literal["GET", "POST"] = "GET"
    body: dict[str, Any] = Field(default_factory=dict)
    headers: dict[Header, str] = Field(
        default_factory=dict, description="what an API asks for: Referer, client-type …"
    )
    items: str
    url: str
    first_number: int = 1
    most_pages: int = Field(5, ge=1, le=1_000)


class SearchWay(Items):
    """Asks a search with words of the register's commitments: {query}, {n} (page), {since} and {until} (days).

    A result may lie on any host: where another outlet is known to live, it counts as that outlet's.
    """

    way: Literal["search"]
    start: Address = Field(description="the search's address with {query}")
    method: Literal["GET", "POST"] = "GET"
    body: dict[str, Any] = Field(default_factory=dict)
    headers: dict[Header, str] = Field(
        default_factory=dict, description="what an API asks for: Referer, client-type …"
    )
    encoding: Codec = Field("utf-8", description="in which {query} is percent-encoded in the address")
    result: Literal["feed", "json", "page"] = "page"
    links: Css = "a[href]"
    target: Regex | None = Field(None, description="regex whose group 1 is the result's address in a link")
    elsewhere: Literal["any", "known", "none"] = Field(
        "known", description="results on hosts of other outlets: of any host, of known outlets, or none"
    )
    queries: int = Field(8, ge=1, le=500, description="how many queries one crawl asks; the next goes on")
    first_number: int = 1
    pages: int = Field(1, ge=1, le=50, description="how many pages of results are read")


Way = Annotated[
    FeedWay | SitemapWay | ListingWay | EpaperWay | ApiWay | SearchWay, Field(discriminator="way")
]
