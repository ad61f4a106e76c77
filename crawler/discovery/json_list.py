"""A JSON list that nobody has described: where its items are, and which of their fields are what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from crawler.json_items import day_of
from crawler.urls import absolute

_FEWEST = 2
_DEEPEST = 6
_SHORTEST_TITLE = 6
_URL_NAMES = re.compile(r"url|link|href", re.IGNORECASE)
_TITLE_NAMES = re.compile(r"title|name|headline", re.IGNORECASE)
_DATE_NAMES = re.compile(r"time|date|pub", re.IGNORECASE)
_NUMBERED = re.compile(r"([?&](?:page|p|pageno|pagenum|pn)=)1(?=&|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class JsonList:
    """The fields of an API way, and how many items there are."""

    fields: dict[str, str]
    count: int


def find_items(data: Any, base: str, now: datetime) -> tuple[JsonList | None, list[str]]:
    """The longest list whose items have an address and a title; and what is doubtful about it."""
    found = [(path, items) for path, items in _lists(data, "", 0) if len(items) >= _FEWEST]
    for path, items in sorted(found, key=lambda one: -len(one[1])):
        url = _field(items, _URL_NAMES, lambda value: _is_address(value, base))
        title = _field(items, _TITLE_NAMES, lambda value: isinstance(value, str) and bool(value.strip()))
        if url and title and median(len(str(item.get(title, ""))) for item in items) >= _SHORTEST_TITLE:
            date = _field(items, _DATE_NAMES, lambda value: day_of(value, now) is not None)
            fields = {"items": path, "url": url, "title": title, **({"date": date} if date else {})}
            return JsonList(fields, len(items)), [] if date else ["the items carry no date that can be read"]
    if found:
        return None, ["the items have no field with an address: name url and url_form in the file"]
    return None, ["the JSON holds no list of items"]


def next_pages(url: str) -> Iterator[tuple[str, int, str]]:
    """Ways in which such a list may go on: the template, the number of page 2, and page 2's address."""
    if _NUMBERED.search(url):
        template = _NUMBERED.sub(r"\g<1>{n}", url)
        yield template, 2, template.replace("{n}", "2")
    stem, dot, ending = url.rpartition("/")[2].partition("?")[0].rpartition(".")
    if dot:
        for number in (2, 1):
            template = f"{stem}_{{n}}.{ending}"
            yield template, number, absolute(url, template.replace("{n}", str(number))) or url


def _lists(data: Any, path: str, deep: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    if deep > _DEEPEST:
        return
    if isinstance(data, list):
        if data and all(isinstance(item, dict) for item in data):
            yield path, data
        return
    for key, value in data.items() if isinstance(data, dict) else ():
        yield from _lists(value, f"{path}.{key}" if path else str(key), deep + 1)


def _field(items: list[dict[str, Any]], names: re.Pattern[str], fits: Any) -> str:
    """The field that fits in most items, those that are named so first; empty when none does."""
    keys = list(dict.fromkeys(key for item in items for key in item))
    for key in sorted(keys, key=lambda name: not names.search(name)):
        if sum(fits(item.get(key)) for item in items) >= 0.8 * len(items):
            return str(key)
    return ""


def _is_address(value: Any, base: str) -> bool:
    return isinstance(value, str) and "/" in value and " " not in value and absolute(base, value) is not None
