"""Feeds from bytes alone: RSS, RDF, Atom, CDF and JSON Feed to entries, or refused with a reason."""

import json
import re
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate
from enum import StrEnum
from io import BytesIO
from typing import Any
from xml.parsers import expat

from crawler.extraction.dates import read_date
from jiannuo.clock import CHINA
from jiannuo.model.vocabulary import Precision
from jiannuo.model.when import When, parse_when

LARGEST = 20_000_000
MOST_ENTRIES = 20_000
_LOOK = 2_000
_CHINESE = re.compile(r"\d{4}\s*[-/.年]")  # no form of RFC 822 begins so, and the parser misreads 2026/8/30
_ZONED = re.compile(r"(?:[+-]\d\d:?\d\d|[A-Za-z]{1,5})$")
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<body[\s>]", re.IGNORECASE)
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
_DENSEST = 30_000


class Refusal(StrEnum):
    """Why a document is no feed that can be read."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_TANGLED = "too_tangled"
    HTML = "html_page"
    JSON = "other_json"
    XML = "other_xml"
    BROKEN = "broken_xml"
    NEITHER = "neither_xml_nor_json"


class FeedRefusedError(ValueError):
    """The document is no feed; ``reason`` is one of a closed set, the message is for people."""

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry: its link and title as they stand, when it was published, its fullest HTML or text."""

    link: str
    title: str
    published: When | None
    html: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's entries in its own order; ``next_page`` is where its older entries are (RFC 5005)."""

    kind: str
    entries: tuple[FeedEntry, ...]
    next_page: str = ""
    fault: str = ""


def read_feed(body: bytes, now: datetime) -> Feed:
    """The feed in ``body``; nothing is ever opened or asked for beyond these bytes.

    Raises FeedRefusedError when it is none. ``fault`` says what was mended in one that is not well-formed.
    """
    body = _without_nulls(body)
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n\x00")[:_LOOK]
    if not start:
        raise FeedRefusedError(Refusal.EMPTY)
    if len(body) > LARGEST:
        raise FeedRefusedError(Refusal.TOO_LARGE, f"{len(body):,} bytes")
    if start[:1] in b"{[":
        return _json_feed(body, now)
    if _HTML.search(start) and not _FEED.search(body[: _LOOK * 2]):
        raise FeedRefusedError(Refusal.HTML)
    # Mending broken markup takes time that grows with the square of some tangles.
    if max(body.count(b"<"), body.count(b"&")) > _DENSEST and not _well_formed(body):
        raise FeedRefusedError(Refusal.TOO_TANGLED, "too many tags or entities to be mended")
    return _xml_feed(body, start, now)


def _without_nulls(body: bytes) -> bytes:
    """The bytes without stray NULs, which make the parser give up; wide encodings keep theirs."""
    wide = body[:2] in (b"\xff\xfe", b"\xfe\xff") or b"<\x00" in body[:4] or b"\x00<" in body[:4]
    return body if wide else body.replace(b"\x00", b"")


def _xml_feed(body: bytes, start: bytes, now: datetime) -> Feed:
    try:
        parsed = _parsed(body)
    except Exception:  # noqa: BLE001 (its mending parser meets crossed tags with errors of every kind)
        try:
            parsed = _parsed(_mended(body))
        except Exception as problem:  # noqa: BLE001
            raise FeedRefusedError(Refusal.BROKEN, f"{type(problem).__name__}: {problem}"[:200]) from None
    fault = str(parsed.get("bozo_exception", ""))[:200] if parsed.get("bozo") else ""
    # Of a document in which it finds nothing at all, the parser tells no version either.
    kind, found = str(parsed.get("version") or ""), parsed.get("entries") or []
    if not kind and not found:
        raise _refusal(start, fault)
    entries = tuple(_entry(entry, now) for entry in found[:MOST_ENTRIES])
    links = parsed.get("feed", {}).get("links") or []
    older = next((str(link.get("href") or "") for link in links if link.get("rel") == "next"), "")
    return Feed(kind or "unnamed", entries, older, fault)


def _parsed(body: bytes) -> Any:
    import feedparser

    # Only ever bytes in memory: given a string, feedparser may open it as a file or address.
    return feedparser.parse(BytesIO(body), sanitize_html=False, resolve_relative_uris=False)


def _mended(body: bytes) -> bytes:
    """The document as libxml2 understands it, well-formed; nothing is loaded for it."""
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(body, parser)
    return b"" if root is None else bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def _well_formed(body: bytes) -> bool:
    parser = expat.ParserCreate()
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError):
        return False
    return True


def _refusal(start: bytes, fault: str) -> FeedRefusedError:
    if _HTML.search(start):
        return FeedRefusedError(Refusal.HTML)
    if b"<" not in start:
        return FeedRefusedError(Refusal.NEITHER, fault)
    return (
        FeedRefusedError(Refusal.BROKEN, fault) if fault else FeedRefusedError(Refusal.XML, "no feed element")
    )


def _entry(entry: Any, now: datetime) -> FeedEntry:
    contents = [str(part.get("value") or "") for part in entry.get("content") or []]
    return FeedEntry(
        link=str(entry.get("link") or ""),
        title=str(entry.get("title") or ""),
        published=_published(entry, now),
        html=contents[0] if contents else str(entry.get("summary") or ""),
    )


def _published(entry: Any, now: datetime) -> When | None:
    """The entry's date as the feed's parser understood it, else as Chinese feeds print it."""
    # Asked past its own mapping of names, which warns.
    parsed = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    printed = str(dict.get(entry, "published") or dict.get(entry, "updated") or "").strip()
    if _CHINESE.match(printed) and (parsed is None or not _ZONED.search(printed)):
        return read_date(printed, now)
    try:
        if (parsed := parsed or parsedate(printed)) is None:
            return read_date(printed, now)
        moment = datetime.fromtimestamp(timegm(parsed) - _ahead(printed), UTC)
    except (ValueError, OverflowError, OSError, IndexError, TypeError):
        return None
    return When(moment.astimezone(CHINA).date(), Precision.MINUTE, moment) if moment <= now else None


def _ahead(printed: str) -> int:
    """The seconds by which the parser is ahead of a feed of China: it reads no zone as UTC, and CST as Chicago's."""
    if printed.endswith("CST"):
        return 14 * 3_600
    return 0 if _ZONED.search(printed) or ":" not in printed else 8 * 3_600


def _json_feed(body: bytes, now: datetime) -> Feed:
    try:
        data = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        raise FeedRefusedError(Refusal.NEITHER, "broken JSON") from None
    version = data.get("version") if isinstance(data, dict) else None
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(version):
        raise FeedRefusedError(Refusal.JSON, "no JSON Feed")
    entries = [_json_entry(item, now) for item in items[:MOST_ENTRIES] if isinstance(item, dict)]
    older = data.get("next_url")
    return Feed("json", tuple(entries), older if isinstance(older, str) else "")


def _json_entry(item: dict[str, Any], now: datetime) -> FeedEntry:
    def text(*names: str) -> str:
        return next((value for name in names if isinstance(value := item.get(name), str) and value), "")

    return FeedEntry(
        link=text("url", "external_url", "id"),
        title=text("title"),
        published=_iso(text("date_published", "date_modified"), now),
        html=text("content_html", "content_text", "summary"),
    )


def _iso(printed: str, now: datetime) -> When | None:
    when = parse_when(printed) if len(printed) >= 16 else None
    if when is None or when.moment is None:
        return read_date(printed, now)
    moment = when.moment
    return When(moment.astimezone(CHINA).date(), Precision.MINUTE, moment) if moment <= now else None
