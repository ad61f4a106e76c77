"""What a page says of itself: the standard government metas, OpenGraph and JSON-LD."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("articletitle", "og:title", "title"),
    "date": (
        "pubdate",
        "publishdate",
        "firstpublishedtime",
        "article:published_time",
        "publish_time",
        "publishtime",
        "apub:time",
        "og:release_date",
        "datepublished",
    ),
    "source": ("contentsource", "source", "article:source"),
    "author": ("author", "article:author"),
}
_LINKED = {"title": ("headline",), "date": ("datePublished", "pubDate"), "author": ("author",)}
_DAY = re.compile(r"(20\d\d)-(\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True)
class Said:
    """A value and the rule that produced it."""

    value: str
    rule: str


class Sayings:
    """The metas and JSON-LD of one page; nothing is searched before it is asked for."""

    def __init__(self, root: Any) -> None:
        self._root = root

    def of(self, name: str) -> Iterator[Said]:
        """What is said of title, date, source or author, best first; empty values are left out."""
        for key in _NAMES[name]:
            for value in self.metas.get(key, ()):
                yield Said(value, f"meta {key}")
        for key in _LINKED.get(name, ()):
            if value := _text(self._linked.get(key)):
                yield Said(value, "json-ld")

    def days(self) -> list[date]:
        """All days that metas name, whatever they are called: they tell the year of a date without one."""
        found = (_DAY.match(value) for values in self.metas.values() for value in values)
        return [day for match in found if match and (day := _day(match))]

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """Values by lower-case name; templates print some twice, and many empty."""
        metas: dict[str, list[str]] = {}
        for meta in self._root.iter("meta"):
            value = (meta.get("content") or "").strip()
            for attribute in ("name", "property", "itemprop"):
                if value and (name := meta.get(attribute)):
                    metas.setdefault(name.strip().lower(), []).append(value)
        return metas

    @cached_property
    def _linked(self) -> dict[str, Any]:
        for script in self._root.iter("script"):
            if (script.get("type") or "").strip().lower() != "application/ld+json":
                continue
            try:
                data = json.loads(script.text or "", strict=False)
            except (ValueError, RecursionError):
                continue
            for entry in _entries(data):
                if any(key in entry for keys in _LINKED.values() for key in keys):
                    return entry
        return {}


def _entries(data: Any) -> Iterator[dict[str, Any]]:
    for entry in data if isinstance(data, list) else [data]:
        if isinstance(entry, dict):
            yield entry
            graph = entry.get("@graph")
            yield from (one for one in graph if isinstance(one, dict)) if isinstance(graph, list) else ()


def _text(value: Any) -> str:
    """A string, or the name of what is linked."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name")
    return value.strip() if isinstance(value, str) else ""


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
