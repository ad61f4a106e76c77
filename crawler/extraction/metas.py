"""What a page says of itself: the standard government metas, OpenGraph and JSON-LD."""

import json
from dataclasses import dataclass
from typing import Any

from parsel import Selector

_NAMES: dict[str, tuple[tuple[str, str], ...]] = {
    "title": (("name", "articletitle"), ("property", "og:title"), ("name", "title")),
    "date": (
        ("name", "pubdate"),
        ("name", "publishdate"),
        ("name", "firstpublishedtime"),
        ("property", "article:published_time"),
        ("name", "publish_time"),
        ("itemprop", "datepublished"),
    ),
    "source": (("name", "contentsource"), ("name", "source"), ("property", "article:source")),
    "author": (("name", "author"), ("property", "article:author")),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A value and the rule that produced it."""

    value: str
    rule: str


def said(page: Selector) -> dict[str, list[Said]]:
    """For each field what the page's metas and JSON-LD say, best first; empty values are left out."""
    found: dict[str, list[Said]] = {field: [] for field in _NAMES}
    metas = _metas(page)
    for field, keys in _NAMES.items():
        for key in keys:
            if value := metas.get(key, "").strip():
                found[field].append(Said(value, f"meta {key[1]}"))
    for field, value in _linked_data(page).items():
        found[field].append(Said(value, "json-ld"))
    return found


def _metas(page: Selector) -> dict[tuple[str, str], str]:
    metas: dict[tuple[str, str], str] = {}
    for meta in page.css("meta[content]"):
        for attribute in ("name", "property", "itemprop"):
            if name := meta.attrib.get(attribute):
                metas.setdefault((attribute, name.strip().lower()), meta.attrib["content"])
    return metas


def _linked_data(page: Selector) -> dict[str, str]:
    for script in page.css('script[type="application/ld+json"]::text').getall():
        try:
            data = json.loads(script)
        except ValueError:
            continue
        for entry in data if isinstance(data, list) else [data]:
            if isinstance(entry, dict) and (found := _article(entry)):
                return found
    return {}


def _article(entry: dict[str, Any]) -> dict[str, str]:
    pairs = {"title": entry.get("headline"), "date": entry.get("datePublished") or entry.get("pubDate")}
    return {field: value for field, value in pairs.items() if isinstance(value, str) and value.strip()}
