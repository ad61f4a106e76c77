"""Reading lists out of JSON answers: paths, addresses, titles and days of the items."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from crawler.extraction.dates import read_date
from crawler.outlet_ways import Items
from crawler.urls import absolute
from jiannuo.clock import CHINA

_CALLBACK = re.compile(r"^\s*[\w$.]+\s*\((.*)\)\s*;?\s*$", re.DOTALL)
_MARKUP = re.compile(r"<[^<>]{0,200}>")
_MILLISECONDS_FROM = 10**11


def parse_json(body: bytes) -> Any:
    """The value, also of a JSONP answer; None when it is no JSON."""
    text = body.decode("utf-8-sig", "replace")
    for attempt in (text, match[1] if (match := _CALLBACK.match(text)) else None):
        if attempt is None:
            continue
        try:
            return json.loads(attempt)
        except (ValueError, RecursionError):
            continue
    return None


def items_in(data: Any, form: Items, base: str, now: datetime) -> Iterator[tuple[str, str, date | None]]:
    """For each item with an address: the absolute address, the title without markup, and the day."""
    items = reach_into(data, form.items)
    for item in items if isinstance(items, list) else []:
        value = reach_into(item, form.url)
        if isinstance(value, str | int) and (url := absolute(base, _address(str(value), form))):
            title = reach_into(item, form.title)
            day = day_of(reach_into(item, form.date), now) if form.date else None
            yield url, _MARKUP.sub("", title).strip() if isinstance(title, str) else "", day


def day_of(value: Any, now: datetime) -> date | None:
    """The day in China of a printed date, or of seconds or milliseconds since 1970; never a future one."""
    text = str(value).strip()
    if text.isdigit() and len(text) in (10, 13):
        seconds = int(text) / 1000 if int(text) >= _MILLISECONDS_FROM else int(text)
        moment = datetime.fromtimestamp(seconds, UTC)
        return moment.astimezone(CHINA).date() if moment <= now else None
    when = read_date(text, now)
    return when.day if when else None


def reach_into(data: Any, path: str) -> Any:
    """The value at a dotted path of keys and list indexes; None when it is not there."""
    for step in path.split(".") if path else []:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data


def filled(value: Any, **words: str | int) -> Any:
    """A body with its placeholders filled in: ``"{n}"`` alone becomes a number."""
    if isinstance(value, dict):
        return {key: filled(inner, **words) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, **words) for inner in value]
    if not isinstance(value, str):
        return value
    for name, word in words.items():
        if value == f"{{{name}}}":
            return word
        value = value.replace(f"{{{name}}}", str(word))
    return value


def _address(value: str, form: Items) -> str:
    for prefix, replacement in form.url_prefix:
        if value.startswith(prefix):
            return replacement + value[len(prefix) :]
    return form.url_form.replace("{value}", value)
