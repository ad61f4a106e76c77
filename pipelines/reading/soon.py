"""Times named without their year that were still to come when a report appeared: 年底, 下月, 国庆前后, 四季度."""

import re
from bisect import bisect_left
from datetime import date, timedelta
from functools import cached_property

from jiannuo.model.when import When

# What stood before names another year, or closes a span of time: 去年底, 截至月底, 上月底, 每年春节.
_FREE = r"(?<![\d年去前同当次上该每本至度今明])"
_FEAST = r"(?=\"?(?:节|假期|小长假|长假|黄金周|前后|前夕|前|后|之后|过后|期间|当天|当日|起|\"))"
_FORMS = re.compile(
    rf"{_FREE}(?:(?P<quarter>[二三四])季度|(?P<half>下半年)|(?P<year_end>年[底末])|(?P<month_end>月[底末])"
    rf"|(?P<next>下个?月|下周|下旬|明[天日]|后天)|(?P<summer>暑[期假])"
    rf"|(?P<feast>国庆|元旦|春节|五一){_FEAST})"
)
_QUARTERS = {"二": 4, "三": 7, "四": 10}
_FEASTS = {"国庆": (10, 1), "元旦": (1, 1), "春节": (1, 25), "五一": (5, 1)}
# A day of the year without its year that passed less than so long ago is mostly the one that is meant.
_RECENT = timedelta(days=100)
_LATE_IN_MONTH = 25
_EARLY_IN_MONTH = 5


class Soon:
    """Where a text names such a time; found once, asked by stretch."""

    def __init__(self, text: str, published: When | None) -> None:
        self._text = text
        self._published = published

    def within(self, start: int, end: int) -> bool:
        """Whether one begins inside [start, end); never in an undated report."""
        index = bisect_left(self._starts, start)
        return index < len(self._starts) and self._starts[index] < end

    @cached_property
    def _starts(self) -> list[int]:
        if self._published is None:
            return []
        day = self._published.last_day()
        return [found.start() for found in _FORMS.finditer(self._text) if _to_come(found, day)]


def _to_come(found: re.Match[str], day: date) -> bool:
    if found["next"]:
        return True
    if found["month_end"]:
        return _EARLY_IN_MONTH < day.day < _LATE_IN_MONTH
    if found["year_end"]:
        return 1 < day.month < 12
    if found["feast"]:
        return _next(day, *_FEASTS[found["feast"]])
    if found["quarter"]:
        return _next(day, _QUARTERS[found["quarter"]], 1, lasts=91)
    return _next(day, 7, 1, lasts=184 if found["half"] else 62)


def _next(day: date, month: int, first: int, lasts: int = 0) -> bool:
    """Whether the next such time is meant: the last one, of so many days, has long passed."""
    last = date(day.year, month, first)
    if last > day:
        last = last.replace(year=day.year - 1)
    return day - last > _RECENT + timedelta(days=lasts)
