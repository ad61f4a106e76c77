"""Dates as Chinese pages print them, with their precision, in China time."""

import re
from datetime import datetime, timedelta

from jiannuo.clock import CHINA
from jiannuo.model.vocabulary import Precision
from jiannuo.model.when import When

_FULL = re.compile(
    r"(?P<y>20\d\d|19\d\d)\s*(?:[-/.]|年)\s*(?P<m>1[0-2]|0?[1-9])\s*(?:[-/.]|月)\s*(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)\s*日?"
    r"(?:[\sT-]{0,3}(?P<h>2[0-3]|[01]?\d)[:：时](?P<i>[0-5]\d)(?:[:：分](?P<s>[0-5]\d))?)?"
)
_COMPACT = re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>1[0-2]|0[1-9])(?P<d>3[01]|[12]\d|0[1-9])(?!\d)")
_YEARLESS = re.compile(
    r"(?<![\d-])(?P<m>1[0-2]|0?[1-9])[-月](?P<d>3[01]|[12]\d|0?[1-9])日?\s+(?P<h>2[0-3]|[01]?\d)[:：](?P<i>[0-5]\d)"
)
_AGO = re.compile(r"(?P<n>\d{1,3})\s*(?P<unit>分钟|小时|天)前")
_TOLERANCE = timedelta(hours=26)


def read_date(text: str, now: datetime) -> When | None:
    """The first date printed in ``text``; None when there is none or it lies in the future.

    Without a year the latest one that is not in the future is meant. Times are China time.
    """
    for match in _FULL.finditer(text):
        if when := _when(match, int(match["y"]), now):
            return when
    if ago := _AGO.search(text):
        return _ago(ago, now)
    if yearless := _YEARLESS.search(text):
        year = now.astimezone(CHINA).year
        return _when(yearless, year, now) or _when(yearless, year - 1, now)
    return None


def read_url_date(url: str, now: datetime) -> When | None:
    """A date spelled in an address (``/202306/t20230616_``, ``/2023-06/16/``); only good as a last resort."""
    spaced = re.search(r"/(20\d\d)[-/]?(\d\d)/?(\d\d)/", url)
    text = (
        f"{spaced[1]}{spaced[2]}{spaced[3]}"
        if spaced
        else url.replace("/", " ").replace("_", " ").replace("t2", " 2")
    )
    match = _COMPACT.search(text)
    return _when(match, int(match["y"]), now) if match else None


def _when(match: re.Match[str], year: int, now: datetime) -> When | None:
    parts = match.groupdict()
    try:
        moment = datetime(
            year,
            int(parts["m"]),
            int(parts["d"]),
            int(parts.get("h") or 0),
            int(parts.get("i") or 0),
            int(parts.get("s") or 0),
            tzinfo=CHINA,
        )
    except ValueError:
        return None
    if moment > now + _TOLERANCE:
        return None
    if parts.get("h") is None:
        return When(moment.date(), Precision.DAY)
    return When(moment.date(), Precision.MINUTE, moment)


def _ago(match: re.Match[str], now: datetime) -> When:
    number = int(match["n"])
    unit = match["unit"]
    step = {"分钟": timedelta(minutes=number), "小时": timedelta(hours=number), "天": timedelta(days=number)}[
        unit
    ]
    moment = (now - step).astimezone(CHINA)
    return When(moment.date(), Precision.DAY)
