"""Dates as Chinese pages print them, with their precision, in China time."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone

from jiannuo.clock import CHINA
from jiannuo.model.vocabulary import Precision
from jiannuo.model.when import When

_CLOCK = r"(?P<h>2[0-3]|[01]?\d)\s*[:：时]\s*(?P<i>[0-5]\d)(?:\s*[:：分]\s*(?P<s>[0-5]\d))?"
_ZONE = r"(?:\.\d{1,9})?\s*(?P<z>Z|[+-][01]\d:?[0-5]\d)?"
_FULL = re.compile(
    r"(?<!\d)(?P<y>20\d\d|19\d\d)(?:\s*(?:[-/.]|年)\s*|\s+(?=\d{1,2}\s*/))(?P<m>1[0-2]|0?[1-9])\s*(?:[-/.]|月)\s*"
    rf"(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)\s*日?(?:[\s\xa0T-]{{0,3}}(?:星期.|周.)?\s{{0,3}}{_CLOCK}{_ZONE})?"
)
_COMPACT = re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>1[0-2]|0[1-9])(?P<d>3[01]|[12]\d|0[1-9])(?!\d)")
_YEARLESS = re.compile(
    rf"(?<![\d-])(?P<m>1[0-2]|0?[1-9])[-月/](?P<d>3[01]|[12]\d|0?[1-9])日?\s+{_CLOCK}|"
    r"^[\s(（\[]*(?P<m2>1[0-2]|0[1-9])-(?P<d2>3[01]|[12]\d|0[1-9])(?=[\s)）\]]|$)"
)
_AGO = re.compile(r"(?P<n>\d{1,3})\s*(?P<unit>分钟|小时|天)(?:之)?前|(?P<word>刚刚|今天|昨天|前天)")
_EPOCH = re.compile(r"\s*(1\d{9})(\d{3})?\s*$")
_ENGLISH = re.compile(
    r"(20\d\d)-(January|February|March|April|May|June|July|August|September|October|November|December)-"
)
_MONTHS = ["January", "February", "March", "April", "May", "June", "July"]
_MONTHS += ["August", "September", "October", "November", "December"]
_HANZI = str.maketrans("〇零一二三四五六七八九", "00123456789")
_SPELLED = re.compile(
    r"[〇零一二三四五六七八九]{4}年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_SHORT_YEAR = re.compile(r"(?<![\d-])([012]\d-(?:1[0-2]|0[1-9])-(?:3[01]|[12]\d|0[1-9])\s+\d\d[:：]\d\d)")
_CHANGED = re.compile(r"(?:最后|最近)?(?:更新|修改|编辑)(?:时间|日期|于)?\s*[:：]?\s*$")
_WORD_DAYS = {"刚刚": 0, "今天": 0, "昨天": 1, "前天": 2}


def read_date(text: str, now: datetime, *, relative: bool = True, near: Sequence[date] = ()) -> When | None:
    """The date printed in ``text``; None when there is none or it lies in the future.

    A time of change (``最后更新``) counts only where nothing else is printed. Without a year the one
    nearest to a day in ``near`` is meant, else the latest that is not in the future. ``relative`` tells
    whether ``now`` is when the page was fetched, so that ``3小时前`` can be read. Times are China time.
    """
    if epoch := _EPOCH.match(text):
        moment = datetime.fromtimestamp(int(epoch[1]), UTC).astimezone(CHINA)
        return _past(When(moment.date(), Precision.MINUTE, moment), now)
    text = _plain(text)
    changed: When | None = None
    for match in _FULL.finditer(text):
        when = _when(match, int(match["y"]), now)
        if when and not _CHANGED.search(text[: match.start()]):
            return when
        changed = changed or when
    return _partial(text, now, relative, near) or changed


def read_url_date(url: str, now: datetime) -> When | None:
    """A date spelled in an address (``/202306/t20230616_``, ``/2023-06/16/``); only good as a last resort."""
    for match in _url_dates(url):
        if when := _when(match, int(match["y"]), now):
            return when
    return None


def _url_dates(url: str) -> Iterator[re.Match[str]]:
    yield from re.finditer(r"/t(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)_", url)
    yield from re.finditer(r"/(?P<y>20\d\d)[-/]?(?P<m>\d\d)[-/]?(?P<d>\d\d)(?=/)", url)
    yield from _COMPACT.finditer(url)


def _plain(text: str) -> str:
    """Month names, spelled-out days and years of two figures as plain figures."""
    text = _SHORT_YEAR.sub(r"20\1", text)
    if "〇" in text or "二零" in text:
        text = _SPELLED.sub(_figures, text)
    return _ENGLISH.sub(lambda found: f"{found[1]}-{_MONTHS.index(found[2]) + 1}-", text)


def _figures(found: re.Match[str]) -> str:
    return f"{found[0][:4].translate(_HANZI)}年{_number(found[1])}月{_number(found[2])}日"


def _number(spelled: str) -> int:
    tens, ten, ones = spelled.rpartition("十")
    return (int((tens or "1").translate(_HANZI)) * 10 if ten else 0) + int((ones or "0").translate(_HANZI))


def _partial(text: str, now: datetime, relative: bool, near: Sequence[date]) -> When | None:
    """A date that only the time of reading, or another date, makes whole."""
    if (ago := _AGO.search(text)) and not _YEARLESS.search(text):
        return _ago(ago, now) if relative else None
    match = _YEARLESS.search(text)
    if match is None:
        return None
    this = now.astimezone(CHINA).year
    readings = [_when(match, year, now) for year in (this, this - 1, *{one.year for one in near})]
    dated = [when for when in readings if when]
    if near and dated:
        return min(dated, key=lambda when: min(abs(when.day - one) for one in near))
    return dated[0] if dated else None


def _when(match: re.Match[str], year: int, now: datetime) -> When | None:
    parts = match.groupdict()
    month, day = parts["m"] or parts.get("m2"), parts["d"] or parts.get("d2")
    hour, minute, second = (int(parts.get(name) or 0) for name in "his")
    try:
        moment = datetime(
            year, int(month or 0), int(day or 0), hour, minute, second, tzinfo=_zone(parts.get("z"))
        )
    except ValueError:
        return None
    if parts.get("h") is None:
        return _past(When(moment.date(), Precision.DAY), now)
    moment = moment.astimezone(CHINA)
    return _past(When(moment.date(), Precision.MINUTE, moment), now)


def _zone(text: str | None) -> timezone:
    if not text:
        return CHINA
    digits = text[1:].replace(":", "") or "0000"
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _past(when: When, now: datetime) -> When | None:
    """The date, unless it lies in the future; a clock that runs ahead loses its hour, not its day."""
    if when.moment and when.moment > now:
        when = When(when.day, Precision.DAY)
    return when if when.day <= now.astimezone(CHINA).date() else None


def _ago(match: re.Match[str], now: datetime) -> When:
    if match["word"]:
        step = timedelta(days=_WORD_DAYS[match["word"]])
    else:
        number = int(match["n"])
        step = {"分钟": timedelta(minutes=number), "小时": timedelta(hours=number)}.get(
            match["unit"], timedelta(days=number)
        )
    return When((now - step).astimezone(CHINA).date(), Precision.DAY)
