"""Conflict: two reports give one measure on one day two values that cannot both be right."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from jiannuo.model.breaks import apart
from jiannuo.model.finding import Reading
from jiannuo.model.news import NewsItem
from jiannuo.model.printed import agree
from jiannuo.model.vocabulary import ReadingKind

_HELD = (ReadingKind.FACT, ReadingKind.SHARE)
Told = tuple[Reading, NewsItem]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two readings of one measure, unit, scope and day, each with the event that told it."""

    one: Told
    other: Told


def conflicts(events: Sequence[NewsItem]) -> tuple[Conflict, ...]:
    """Pairs of readings that contradict each other, in the order of their events; never averaged, only shown.

    Only figures with a day of their own are held against each other; of one value told several times the first
    stands for all.
    """
    told: dict[tuple[str, ...], dict[float, Told]] = defaultdict(dict)
    for event in events:
        for reading in event.readings:
            if reading.kind in _HELD and reading.as_of is not None:
                told[_about(reading)].setdefault(reading.value, (reading, event))
    return tuple(
        Conflict(one, other)
        for group in told.values()
        for one, other in combinations(group.values(), 2)
        if one[1].report_id != other[1].report_id
        and not agree(one[0], other[0])
        and not _by_another_rule(one[0], other[0])
    )


def _by_another_rule(one: Reading, other: Reading) -> bool:
    """Of one day, two rules of counting give two values that are both right."""
    return apart(one, other) or apart(other, one)


def _about(reading: Reading) -> tuple[str, ...]:
    as_of = reading.as_of.iso() if reading.as_of else ""
    return (reading.measure, reading.unit, reading.scope.value, reading.kind.value, as_of)
