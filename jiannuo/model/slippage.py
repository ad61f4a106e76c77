"""Slippage, which no report calls by its name: it shows when a later report is held against an earlier one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jiannuo.model.breaks import apart
from jiannuo.model.finding import Reading
from jiannuo.model.news import NewsItem
from jiannuo.model.printed import fell
from jiannuo.model.vocabulary import BasisKind, ReadingKind, SlipKind, Stage, Verdict
from jiannuo.model.when import When

# One start is told again within a season; after that 开工 is another start.
_ONE_START = timedelta(days=90)
_HELD = (ReadingKind.FACT, ReadingKind.SHARE)


@dataclass(frozen=True, slots=True)
class Slip:
    """One restatement: what ``earlier`` told and ``later`` told otherwise.

    ``before`` and ``after`` are the days meant (of the start, or due); for a figure that fell they are the days
    on which the two ``readings`` held.
    """

    kind: SlipKind
    earlier: NewsItem
    later: NewsItem
    before: When
    after: When
    readings: tuple[Reading, Reading] | None = None


def slips(events: Sequence[NewsItem]) -> tuple[Slip, ...]:
    """Every slip that dated events show, by the day of the later report; every restatement is kept."""
    told = sorted((event for event in events if event.published), key=_order)
    found = [*_begun_again(told), *_due_later(told), *_fell(told)]
    return tuple(sorted(found, key=lambda slip: _order(slip.later)))


def _begun_again(told: Sequence[NewsItem]) -> Iterator[Slip]:
    first: tuple[When, NewsItem] | None = None
    for event in told:
        when = event.effective
        if event.stage is not Stage.STARTED or event.verdict is not Verdict.PROGRESS or when is None:
            continue
        if first is None:
            first = (when, event)
        # A text that gives no day of its own for the start only tells the old one again.
        elif _gives_a_day(event) and when.day - first[0].last_day() > _ONE_START:
            yield Slip(SlipKind.BEGUN_AGAIN, first[1], event, first[0], when)
            first = (when, event)


def _due_later(told: Sequence[NewsItem]) -> Iterator[Slip]:
    due: dict[Stage, tuple[When, NewsItem]] = {}
    for event in told:
        if event.aimed is None:
            continue
        stage, when = event.aimed.stage, event.aimed.when
        known = due.get(stage)
        if known and when.day > known[0].last_day():
            yield Slip(SlipKind.DUE_LATER, known[1], event, known[0], when)
        due[stage] = (when, event)


def _fell(told: Sequence[NewsItem]) -> Iterator[Slip]:
    newest: dict[tuple[str, str, str], tuple[date, Reading, NewsItem]] = {}
    for event in told:
        for reading in event.readings:
            if reading.kind not in _HELD or reading.flow or _for_comparison(reading):
                continue
            key, day = (reading.measure, reading.unit, reading.scope.value), _held_on(reading, event)
            known = newest.get(key)
            if known and day > known[0] and fell(known[1], reading) and not apart(known[1], reading):
                pair = (known[1], reading)
                yield Slip(SlipKind.FELL, known[2], event, When(known[0]), When(day), pair)
            if known is None or day >= known[0]:
                newest[key] = (day, reading, event)


def _for_comparison(reading: Reading) -> bool:
    return reading.basis is not None and reading.basis.kind is BasisKind.COMPARABLE


def _gives_a_day(event: NewsItem) -> bool:
    published = event.published
    return bool(event.effective and published and event.effective.day != published.day)


def _held_on(reading: Reading, event: NewsItem) -> date:
    when = reading.as_of or event.effective or event.published
    return when.last_day() if when else date.min


def _order(event: NewsItem) -> tuple[date, int]:
    return (event.published.day if event.published else date.min, event.report_id)
