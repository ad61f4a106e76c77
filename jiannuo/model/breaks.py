"""Where a series breaks because the rule of counting changed (统计口径): figures on either side are not compared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from jiannuo.model.commitment import Target
from jiannuo.model.finding import Reading
from jiannuo.model.news import NewsItem
from jiannuo.model.vocabulary import BasisKind

# A figure with the day it holds for and the item that told it.
Announced = tuple[date, Reading, NewsItem]


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """A break from ``day`` on; ``told`` is the report that announced it, None where the register says so."""

    day: date
    why: str
    told: NewsItem | None = None


def breaks_of(target: Target, figures: Iterable[Announced]) -> tuple[SeriesBreak, ...]:
    """Those that the register names and those that the target's own figures announce, by day.

    An announcement within a year after a break says the same again.
    """
    found = [SeriesBreak(one.start.day, one.why) for one in target.breaks]
    new = [one for one in figures if one[1].basis and one[1].basis.kind is BasisKind.NEW]
    for day, reading, event in sorted(new, key=lambda one: (one[0], one[2].report_id)):
        known = any(0 <= (day - one.day).days <= _SAME for one in found)
        if reading.basis and not known:
            found.append(SeriesBreak(day, reading.basis.quote.text, event))
    return tuple(sorted(found, key=lambda one: one.day))


def announced(items: Iterable[NewsItem]) -> dict[tuple[str, str], tuple[Announced, ...]]:
    """The figures told by a new rule of counting, by commitment and measure: those that ``breaks_of`` takes."""
    found: dict[tuple[str, str], list[Announced]] = {}
    for item in items:
        for reading in item.readings:
            when = reading.as_of or item.effective or item.published
            if when and reading.basis and reading.basis.kind is BasisKind.NEW:
                told = found.setdefault((item.commitment, reading.measure), [])
                told.append((when.last_day(), reading, item))
    return {key: tuple(told) for key, told in found.items()}


def between(breaks: Sequence[SeriesBreak], one: date, other: date) -> SeriesBreak | None:
    """The last break that parts two days: it lies after the earlier and not after the later."""
    low, high = sorted((one, other))
    return next((found for found in reversed(breaks) if low < found.day <= high), None)


def parted(target: Target | None, one: date, other: date) -> bool:
    """Whether a break that the register names parts two days."""
    return target is not None and between(breaks_of(target, ()), one, other) is not None


def apart(earlier: Reading, later: Reading) -> bool:
    """Whether the texts say themselves that the two were counted by different rules.

    What is counted for comparison only stands alone; what follows a new rule is held against what came after it.
    """
    kinds = [one.basis.kind if one.basis else None for one in (earlier, later)]
    return BasisKind.COMPARABLE in kinds or (kinds[0] is None and kinds[1] is BasisKind.NEW)


_SAME = 366
