"""The frame of a chart: the days and the round figures between which a target and all that was told of it lie."""

from dataclasses import dataclass
from datetime import date, timedelta

from jiannuo.model.commitment import Commitment
from query.charts.scale import ticks
from query.charts.series import Series

_MARGIN = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Frame:
    """``marks`` are the figures of the upright axis, evenly apart, lowest first."""

    first: date
    last: date
    marks: tuple[float, ...]


def frame(one: Series, entry: Commitment, promised: date, today: date) -> Frame:
    """From the promise, or what was told of before it, until a little after today and every day that is due."""
    values, days = _values(one), [promised, today, *_days(one, entry)]
    marks = ticks(min(0.0, *values) if values else 0.0, max(values, default=1.0))
    return Frame(min(days), max(days) + _MARGIN, tuple(marks))


def _values(one: Series) -> list[float]:
    target = one.target
    goals = [target.value, target.baseline.value if target.baseline else None]
    aims = [aim.value for aim in target.aims]
    if target.baseline and target.baseline.unit != target.unit:
        goals[1] = None
    return [*(dot.reading.value for dot in one.dots), *(goal for goal in goals if goal is not None), *aims]


def _days(one: Series, entry: Commitment) -> list[date]:
    dues = [one.target.due, entry.due, *(aim.due for aim in one.target.aims)]
    base = one.target.baseline.as_of if one.target.baseline else None
    return [
        *(dot.day for dot in one.dots),
        *(found.day for found in one.breaks),
        *(due.last_day() for due in (*dues, base) if due),
    ]
