"""Sitemaps from bytes alone: indexes, url sets, news sitemaps, plain lists, and robots.txt that name them."""

import re
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from crawler.extraction.dates import read_date

LARGEST = 60_000_000
MOST_ENTRIES = 60_000
_GZIP = b"\x1f\x8b"
_ROBOTS = re.compile(rb"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Place:
    """An address in a sitemap; ``title`` and ``published`` are what a news sitemap says of it."""

    address: str
    changed: date | None = None
    title: str = ""
    published: date | None = None

    @property
    def day(self) -> date | None:
        """When it was published, else when it last changed."""
        return self.published or self.changed


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages and the further sitemaps that a sitemap names; both empty when it is none."""

    pages: tuple[Place, ...] = ()
    maps: tuple[Place, ...] = ()


def read_sitemap(body: bytes, now: datetime) -> Sitemap:
    """Whatever names addresses in ``body`` (gzip too); broken XML is read as far as it goes."""
    body = _unpacked(body).lstrip(b"\xef\xbb\xbf \t\r\n")
    if body[:1] == b"<":
        return _xml(body, now)
    if named := _ROBOTS.findall(body):
        return Sitemap(maps=tuple(Place(one.decode("utf-8", "replace")) for one in named))
    lines = body.decode("utf-8", "replace").split()
    listed = tuple(Place(line) for line in lines[:MOST_ENTRIES] if line.startswith(("http://", "https://")))
    return Sitemap(pages=listed)


def _unpacked(body: bytes) -> bytes:
    """The content of gzip bytes up to LARGEST; a damaged tail is left out."""
    if not body.startswith(_GZIP):
        return body[:LARGEST]
    inflate = zlib.decompressobj(wbits=31)
    try:
        return inflate.decompress(body, LARGEST)
    except zlib.error:
        return b""


def _xml(body: bytes, now: datetime) -> Sitemap:
    from lxml import etree

    # No entities, no network, no huge trees: a sitemap is a stranger's file.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return Sitemap()
    if root is None:
        return Sitemap()
    places: dict[str, list[Place]] = {"url": [], "sitemap": []}
    for node in root.iterchildren():
        kind = _name(node)
        if kind in places and len(places[kind]) < MOST_ENTRIES and (place := _place(node, now)):
            places[kind].append(place)
    return Sitemap(tuple(places["url"]), tuple(places["sitemap"]))


def _place(node: Any, now: datetime) -> Place | None:
    told: dict[str, str] = {}
    for inner in node.iter():
        if inner.text and inner.text.strip():
            told.setdefault(_name(inner), inner.text.strip())
    if "loc" not in told:
        return None
    return Place(
        told["loc"],
        _day(told.get("lastmod", ""), now),
        told.get("title", ""),
        _day(told.get("publication_date", ""), now),
    )


def _day(text: str, now: datetime) -> date | None:
    when = read_date(text, now)
    return when.day if when else None


def _name(node: Any) -> str:
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""
