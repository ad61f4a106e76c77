"""A measure against its target and the time that has passed (时序进度), as the inspecting offices reckon it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from jiannuo.model.commitment import Aim, Target
from jiannuo.model.finding import Reading
from jiannuo.model.vocabulary import Comparator, Pace, Precision
from jiannuo.model.when import When

# Official texts tell pace in percentage points; less than one is called on schedule (达).
_EVEN = 0.01
_YEARLY = "year"


@dataclass(frozen=True, slots=True)
class Paced:
    """How far a measure has come: ``share`` of the promised value (完成率), ``way`` from the baseline to it, and
    ``elapsed`` share of the time, all from 0 on.

    ``share`` and ``way`` may pass 1. ``elapsed`` is None where no due day was given or the value is reached;
    ``gap`` is then None too, else the difference in shares (0.073 is 超时序进度7.3个百分点).
    """

    pace: Pace
    share: float
    way: float
    elapsed: float | None = None

    @property
    def gap(self) -> float | None:
        """``way`` less ``elapsed``."""
        return None if self.elapsed is None else self.way - self.elapsed


def paced(target: Target, reading: Reading, day: date, promised: date, due: When | None) -> Paced | None:
    """The pace of a target's newest reading, which held on ``day``; None where nothing can be compared.

    From a baseline in the target's unit the way begins there, else at nothing. Time runs from the baseline's
    day, else from ``promised``, to the target's own due day, else to ``due``; a target per year runs from
    January to December of the reading's year.
    """
    if not target.value or target.comparator in (None, Comparator.AT_MOST):
        return None
    share, way = reading.value / target.value, _way(target, reading.value)
    if reading.value >= target.value:
        return Paced(Pace.REACHED, share, way)
    begin, end = _span(target, reading, day, promised, due)
    if end is None or end <= begin:
        return Paced(Pace.OPEN, share, way)
    elapsed = min(max((day - begin) / (end - begin), 0.0), 1.0)
    return Paced(_pace(way - elapsed), share, way, elapsed)


def paced_aims(target: Target, reading: Reading, day: date, promised: date) -> tuple[tuple[Aim, Paced], ...]:
    """The same against every aim that later official documents set, each with its own due day."""
    found = []
    for aim in target.aims:
        asked = replace(target, value=aim.value, comparator=aim.comparator, due=aim.due)
        if (pace := paced(asked, reading, day, promised, None)) is not None:
            found.append((aim, pace))
    return tuple(found)


def _way(target: Target, value: float) -> float:
    goal = target.value or 1.0
    base = target.baseline
    if base is None or base.unit != target.unit or base.value >= goal:
        return value / goal
    return (value - base.value) / (goal - base.value)


def _span(
    target: Target, reading: Reading, day: date, promised: date, due: When | None
) -> tuple[date, date | None]:
    if target.period == _YEARLY:
        whole = reading.as_of is not None and reading.as_of.precision is Precision.YEAR
        year = day.year
        return date(year, 1, 1), day if whole else date(year, 12, 31)
    base = target.baseline.as_of if target.baseline else None
    last = target.due or due
    # What is due "by 2025" is due on its last day.
    return (base.last_day() if base else promised), last.last_day() + timedelta(days=1) if last else None


def _pace(gap: float) -> Pace:
    if abs(gap) < _EVEN:
        return Pace.ON_SCHEDULE
    return Pace.AHEAD if gap > 0 else Pace.BEHIND
