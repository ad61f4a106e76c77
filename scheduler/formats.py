"""How dates and figures are written in each language."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from jiannuo.model.vocabulary import Comparator, Precision
from jiannuo.model.when import When

_HALVES = {1: "上半年", 7: "下半年"}
_ZH = ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"))
_EN = ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"))


def when_text(when: When | None, language: str) -> str:
    """A date as exactly as it is known; empty for None."""
    if when is None:
        return ""
    if language == "en":
        return when.iso()
    day = when.day
    match when.precision:
        case Precision.YEAR:
            return f"{day.year}年"
        case Precision.HALF:
            return f"{day.year}年{_HALVES.get(day.month, '')}"
        case Precision.QUARTER:
            return f"{day.year}年第{(day.month + 2) // 3}季度"
        case Precision.MONTH:
            return f"{day.year}年{day.month}月"
        case _:
            return day_text(day, language)


def day_text(day: date | None, language: str) -> str:
    """A whole day; empty for None."""
    if day is None:
        return ""
    return day.isoformat() if language == "en" else f"{day.year}年{day.month}月{day.day}日"


@lru_cache(maxsize=256)
def moment_text(moment: datetime, zone: str, language: str) -> str:
    """A moment to the minute on the wall clock of ``zone``."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{day_text(local.date(), language)} {local:%H:%M}"


def value_text(value: float, language: str) -> str:
    """43000 as 4.3万 or 43,000; 2.235e10 as 223.5亿 or 22.35 billion; 58524, which rounds to neither, as it is."""
    for size, word in _EN if language == "en" else _ZH:
        if abs(value) >= size and round(value / size, 2) * size == value:
            return f"{_plain(value / size)}{word}"
    return _plain(value)


_COMPARATORS = {Comparator.AT_LEAST: "≥", Comparator.AT_MOST: "≤", Comparator.MORE_THAN: ">"}


def comparator_text(comparator: Comparator | None) -> str:
    """≥, ≤ or >; nothing where the figure itself is promised."""
    return _COMPARATORS.get(comparator, "") if comparator else ""


def percent_text(percent: float) -> str:
    """A share of a target with at most one decimal."""
    return f"{percent:.1f}".removesuffix(".0")


def _plain(value: float) -> str:
    return f"{value:,.4f}".rstrip("0").rstrip(".")
