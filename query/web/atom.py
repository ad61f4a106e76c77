"""Atom 1.0 (RFC 4287): a feed as bytes, every text escaped, nothing in it that XML does not allow."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_SPACE = "http://www.w3.org/2005/Atom"
# XML 1.0 section 2.2: what no document may hold, escaped or not.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; ``content`` is HTML in which every text was escaped."""

    id: str
    title: str
    updated: datetime
    page: str
    summary: str
    content: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed; ``updated`` is used where there are no entries yet."""

    id: str
    title: str
    language: str
    author: str
    own: str
    page: str
    updated: datetime
    entries: Sequence[Entry]


def atom(feed: Feed) -> bytes:
    """The document, encoded in UTF-8."""
    root = ElementTree.Element("feed", {"xmlns": _SPACE, "xml:lang": feed.language})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", _moment(max((entry.updated for entry in feed.entries), default=feed.updated)))
    _text(ElementTree.SubElement(root, "author"), "name", feed.author)
    ElementTree.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.own})
    ElementTree.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page})
    for entry in feed.entries:
        _entry(ElementTree.SubElement(root, "entry"), entry)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _entry(element: ElementTree.Element, entry: Entry) -> None:
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _text(element, "updated", _moment(entry.updated))
    ElementTree.SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": entry.page})
    _text(element, "summary", entry.summary)
    _text(element, "content", entry.content).set("type", "html")


def _text(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, name)
    child.text = _FORBIDDEN.sub("\ufffd", text)
    return child


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
