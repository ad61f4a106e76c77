"""The figures told of one target over time: facts, aims and forecasts apart, conflicts and falls marked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from jiannuo.model.breaks import SeriesBreak, apart, between, breaks_of
from jiannuo.model.commitment import Commitment, Target
from jiannuo.model.finding import Reading
from jiannuo.model.news import NewsItem
from jiannuo.model.standing import Standing, held_on, of_target
from jiannuo.model.vocabulary import ReadingKind, SlipKind

_DRAWN = (ReadingKind.FACT, ReadingKind.AIM, ReadingKind.FORECAST)


@dataclass(frozen=True, slots=True)
class Dot:
    """One figure on the day for which it was told, with the event that told it.

    ``parted``: it is not comparable with the fact before it, as the rule of counting is another.
    """

    day: date
    reading: Reading
    told: NewsItem
    disputed: bool = False
    fell: bool = False
    parted: bool = False

    @property
    def is_fact(self) -> bool:
        """Whether it is claimed as reached."""
        return self.reading.kind is ReadingKind.FACT


@dataclass(frozen=True, slots=True)
class Series:
    """The dots of one target in the order of their days; ``number`` is its place in the commitment."""

    number: int
    target: Target
    dots: tuple[Dot, ...]
    breaks: tuple[SeriesBreak, ...] = ()


def series(entry: Commitment, now: Standing, events: tuple[NewsItem, ...]) -> list[Series]:
    """One for each target of which a figure was told, or which was promised in figures."""
    disputed = {
        (event.report_id, reading.quote.start, reading.measure)
        for conflict in now.conflicts
        for reading, event in (conflict.one, conflict.other)
    }
    fell = {
        (slip.later.report_id, slip.readings[1].quote.start, slip.readings[1].measure)
        for slip in now.slips
        if slip.kind is SlipKind.FELL and slip.readings
    }
    found = []
    for number, target in enumerate(entry.targets):
        dots = [
            Dot(held_on(reading, event), reading, event, key in disputed, key in fell)
            for event in events
            for reading in event.readings
            if reading.kind in _DRAWN and of_target(reading, target)
            for key in [(event.report_id, reading.quote.start, reading.measure)]
        ]
        if dots or (target.promised and target.value):
            dots = [dot for dot in dots if dot.day > date.min]
            ordered = sorted(dots, key=lambda dot: (dot.day, dot.told.report_id))
            facts = [(dot.day, dot.reading, dot.told) for dot in ordered if dot.is_fact]
            breaks = breaks_of(target, facts)
            found.append(Series(number, target, tuple(_parted(ordered, breaks)), breaks))
    return found


def stretches(dots: Iterable[Dot]) -> list[list[Dot]]:
    """The facts in stretches within which a line may join them.

    None goes over a break in the rule of counting, over a contradicted figure, or down to where a total fell (one
    that is counted anew each year does).
    """
    found: list[list[Dot]] = []
    for dot in dots:
        if not dot.is_fact:
            continue
        if not found or dot.fell or dot.parted or dot.disputed or found[-1][-1].disputed:
            found.append([])
        found[-1].append(dot)
    return found


def _parted(dots: list[Dot], breaks: tuple[SeriesBreak, ...]) -> Iterator[Dot]:
    """The dots, with every fact marked that the fact before it cannot be joined to."""
    before: Dot | None = None
    for dot in dots:
        if not dot.is_fact:
            yield dot
            continue
        over = before is not None and (
            between(breaks, before.day, dot.day) is not None or apart(before.reading, dot.reading)
        )
        yield replace(dot, parted=over)
        before = dot
