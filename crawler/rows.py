"""Rows of lists: what stands with a link, and the day that is printed there."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from crawler.extraction.dates import read_date
from jiannuo.clock import CHINA

_LABEL = re.compile(r"(?:发布)?(?:日期|时间)\s*[:：]?|[\[\]()（）【】|丨·\s]")
_DIGITS = re.compile(r"[\d\-./:：年月日时分秒]+")
_MONTH_DAY = re.compile(r"\D*(1[0-2]|0?[1-9])[-/.月](3[01]|[12]\d|0?[1-9])日?\D*")
_YEAR_MONTH = re.compile(r"(20\d\d)[-/.年](1[0-2]|0?[1-9])月?")
_DAY = re.compile(r"(3[01]|[12]\d|0?[1-9])日?")
_LONGEST_ROW = 600
_HIGHEST = 5
_LONGEST_DATE = 40


def row_of(link: Any) -> Any:
    """The largest element around ``link`` (an lxml element) that holds no other address: its row."""
    row, target = link, link.get("href")
    for ancestor, _ in zip(link.iterancestors(), range(_HIGHEST), strict=False):
        if ancestor.tag in ("body", "html") or _crowded(ancestor, target):
            break
        row = ancestor
    return row


def day_near(link: Any, now: datetime) -> date | None:
    """The day printed in the link's row, the title's own dates aside; None when there is none in the past."""
    texts = list(_texts(row_of(link)))
    for text in texts:
        if _is_date(text) and (day := _printed_day(text, now)):
            return day
    return _split_day(texts, now)


def _crowded(element: Any, target: str | None) -> bool:
    size = 0
    for node in element.iter():
        if node.tag == "a" and node.get("href") not in (None, target):
            return True
        size += len(node.text or "") + len(node.tail or "")
        if size > _LONGEST_ROW:
            return True
    return False


def _texts(row: Any) -> Iterator[str]:
    for text in row.itertext():
        if stripped := text.strip():
            yield stripped
    for node in row.iter():
        for name in ("date", "datetime", "data-date", "data-time"):
            if value := node.get(name):
                yield value.strip()


def _is_date(text: str) -> bool:
    """Whether the text is little else than a date: titles also name days."""
    if len(text) > _LONGEST_DATE:
        return False
    bare = _LABEL.sub("", text)
    return "前" in bare[-1:] or sum(map(len, _DIGITS.findall(bare))) * 2 > len(bare) > 0


def _printed_day(text: str, now: datetime) -> date | None:
    if when := read_date(text, now):
        return when.day
    match = _MONTH_DAY.fullmatch(text)
    return _latest(int(match[1]), int(match[2]), now) if match else None


def _latest(month: int, day: int, now: datetime) -> date | None:
    """The latest such day that is not in the future."""
    today = now.astimezone(CHINA).date()
    for year in (today.year, today.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= today:
            return found
    return None


def _split_day(texts: list[str], now: datetime) -> date | None:
    """A day and its month in two elements, as calendars in lists print them."""
    month = next((match for text in texts if (match := _YEAR_MONTH.fullmatch(text))), None)
    day = next((match for text in texts if (match := _DAY.fullmatch(text))), None)
    if not month or not day:
        return None
    try:
        found = date(int(month[1]), int(month[2]), int(day[1]))
    except ValueError:
        return None
    return found if found <= now.astimezone(CHINA).date() else None
