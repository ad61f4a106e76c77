"""When something happened or held: absolute, relative and range expressions against the report's date."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from jiannuo.model.vocabulary import Precision
from jiannuo.model.when import When

_YEAR = r"(?P<year>20[0-3]\d)年"
_FORMS: tuple[tuple[str, str], ...] = (
    ("ymd", r"(?P<year>20[0-3]\d)年(?P<month>1[0-2]|0?[1-9])月(?P<day>3[01]|[12]\d|0?[1-9])日"),
    ("iso", r"(?P<year>20[0-3]\d)[-/.](?P<month>1[0-2]|0?[1-9])[-/.](?P<day>3[01]|[12]\d|0?[1-9])(?!\d)"),
    (
        "yq",
        r"(?P<year>20[0-3]\d)年(?P<part>上半年|下半年|[一二三四]季度|第[一二三四]季度|前三季度|年?底|年?末|年?初)",
    ),
    ("ym", r"(?P<year>20[0-3]\d)年(?P<month>1[0-2]|0?[1-9])月"),
    ("y", r"(?P<year>20[0-3]\d)年"),
    (
        "rmd",
        r"(?P<rel>今年|去年|前年|明年|同年)(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>3[01]|[12]\d|0?[1-9])日)?",
    ),
    (
        "rq",
        r"(?P<rel>今年|去年|前年|明年)(?P<part>上半年|下半年|[一二三四]季度|第[一二三四]季度|前三季度|年?底|年?末|年?初)",
    ),
    ("ry", r"(?P<rel>今年|去年|前年|明年|年内|全年)"),
    ("md", r"(?<![\d年])(?P<month>1[0-2]|0?[1-9])月(?P<day>3[01]|[12]\d|0?[1-9])日"),
    ("m", r"(?<![\d年第])(?P<month>1[0-2]|[1-9])月(?:底|末|份|中旬|上旬|下旬)?(?![\d龄子])"),
    ("d", r"(?<![\d月年])(?P<day>3[01]|[12]\d|[1-9])日(?=[,，上下召正举在对重从])"),
    ("now", r"今[日天]|[昨前][日天]|日前|近日|目前|当天|截至目前|眼下|如今"),
)
_CHRONICLE = re.compile(r"(20[0-3]\d)年(?:度)?[\u4e00-\u9fff]{0,8}大事记")
_CHRONICLE_HEAD = 120
_ASIDE = re.compile(r"《[^《》\n]{1,80}》|\([^()\n]{1,40}\)")
_FORM = re.compile("|".join(f"(?P<{name}>{re.sub(r'[?]P<([a-z]+)>', r'?:', body)})" for name, body in _FORMS))
_BODY = {name: re.compile(body) for name, body in _FORMS}
_PARTS = {"上半年": (1, Precision.HALF), "下半年": (7, Precision.HALF), "前三季度": (1, Precision.YEAR)}
_QUARTERS = {"一": 1, "二": 4, "三": 7, "四": 10}


@dataclass(frozen=True, slots=True)
class DateHit:
    """A date expression at [start, end) of the normal text; ``vague`` for 目前, 今年 and their like."""

    when: When
    start: int
    end: int
    vague: bool = False


class Dates:
    """Every date expression of one text, found once and asked by stretch."""

    def __init__(self, text: str, published: When | None) -> None:
        self._text = text
        published = _of_chronicle(text, published)
        self._published = published
        self._until = published.last_day() if published else None
        self._last: dict[tuple[int, int, When | None], When | None] = {}

    @cached_property
    def _hits(self) -> list[DateHit]:
        return dates_in(self._text, 0, len(self._text), self._published)

    @cached_property
    def _starts(self) -> list[int]:
        return [hit.start for hit in self._hits]

    @cached_property
    def _asides(self) -> list[tuple[int, int]]:
        return [match.span() for match in _ASIDE.finditer(self._text)]

    def within(self, start: int, end: int) -> list[DateHit]:
        """The expressions that stand wholly inside [start, end), in order."""
        found = self._hits[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return found[:-1] if found and found[-1].end > end else found

    def last(self, start: int, end: int, published: When | None) -> When | None:
        """The last date named inside [start, end), against a report of that day; asked for many promises, found once."""
        asked = start, end, published
        if asked not in self._last:
            found = dates_in(self._text, start, end, published)
            self._last[asked] = found[-1].when if found else None
        return self._last[asked]

    def ahead(self, start: int, end: int) -> bool:
        """Whether [start, end) names a time that was still to come when the report appeared.

        A year or month that a thing is to reach (到2025年) lies ahead until it is over; of an undated
        report every such year does.
        """
        return any(self._to_come(hit) for hit in self.within(start, end) if not self._aside(hit))

    def _aside(self, hit: DateHit) -> bool:
        """(2023-2027年) after a plan's name is a part of the name."""
        index = bisect_left(self._asides, (hit.start, 0)) - 1
        return index >= 0 and hit.end <= self._asides[index][1]

    def _to_come(self, hit: DateHit) -> bool:
        aimed = self._text[hit.start - 1 : hit.start] in ("到", "至") and self._text[hit.start - 2] != "截"
        if self._until is None:
            return aimed
        return hit.when.day > self._until or (aimed and hit.when.last_day() > self._until)


def _of_chronicle(text: str, published: When | None) -> When | None:
    """The end of the year that a chronicle (2022年大事记) tells of: its days bear no year of their own."""
    told = _CHRONICLE.search(text, 0, _CHRONICLE_HEAD)
    if told is None or published is None or int(told[1]) >= published.day.year:
        return published
    return When(date(int(told[1]), 12, 31), Precision.DAY)


def dates_in(text: str, start: int, end: int, published: When | None) -> list[DateHit]:
    """Every date expression inside [start, end) that can be resolved, in order."""
    found = []
    for match in _FORM.finditer(text, start, end):
        name = match.lastgroup or ""
        when = _resolve(name, match.group(), published)
        if when is not None:
            found.append(DateHit(when, match.start(), match.end(), name in ("now", "ry")))
    return found


def _resolve(name: str, expression: str, published: When | None) -> When | None:
    matched = _BODY[name].match(expression)
    if matched is None:
        return None
    groups = matched.groupdict()
    try:
        if name == "now":
            return _near(expression, published)
        if name == "d":
            return _day_of_month(int(groups["day"] or 1), published)
        year = _year(groups, published)
        if year is None:
            return None
        if groups.get("part"):
            return _part(year, groups["part"])
        if groups.get("month"):
            return _month_day(year, int(groups["month"]), groups.get("day"), name in ("md", "m"), published)
        return When(date(year, 1, 1), Precision.YEAR)
    except ValueError:
        return None


def _year(groups: dict[str, str | None], published: When | None) -> int | None:
    if groups.get("year"):
        return int(groups["year"] or 0)
    if published is None:
        return None
    shift = {"去年": -1, "前年": -2, "明年": 1}.get(groups.get("rel") or "", 0)
    return published.day.year + shift


def _part(year: int, part: str) -> When:
    if part in _PARTS:
        month, precision = _PARTS[part]
        return When(date(year, month, 1), precision)
    if part.endswith("季度"):
        return When(date(year, _QUARTERS[part[-3]], 1), Precision.QUARTER)
    return When(date(year, 1 if part.endswith("初") else 12, 1), Precision.MONTH)


def _month_day(year: int, month: int, day: str | None, yearless: bool, published: When | None) -> When:
    when = (
        When(date(year, month, int(day)), Precision.DAY)
        if day
        else When(date(year, month, 1), Precision.MONTH)
    )
    # A date without a year is the latest one that is not clearly after the report.
    if yearless and published and when.day > published.last_day() + timedelta(days=120):
        return When(when.day.replace(year=year - 1), when.precision)
    return when


def _day_of_month(day: int, published: When | None) -> When | None:
    """“15日，……”: that day of the report's month, or of the month before when it has not come yet."""
    if published is None or published.precision not in (Precision.DAY, Precision.MINUTE):
        return None
    month = published.day.replace(day=1)
    if day > published.day.day:
        month = (month - timedelta(days=1)).replace(day=1)
    return When(month.replace(day=day), Precision.DAY)


def _near(expression: str, published: When | None) -> When | None:
    if published is None:
        return None
    back = {"昨": 1, "前": 2}.get(expression[0], 0) if len(expression) == 2 and expression[1] in "日天" else 0
    if back and published.precision in (Precision.DAY, Precision.MINUTE):
        return When(published.day - timedelta(days=back), Precision.DAY)
    exact = published.precision in (Precision.DAY, Precision.MINUTE)
    return When(published.day, Precision.DAY if exact else published.precision)
