"""The new readings of a digest, each beside its target, its pace and the sentence that tells it."""

from collections.abc import Mapping, Sequence
from datetime import date

from jiannuo.model.breaks import Announced, between, breaks_of
from jiannuo.model.commitment import Commitment, Target
from jiannuo.model.finding import Reading
from jiannuo.model.news import NewsItem
from jiannuo.model.pace import paced, paced_aims
from jiannuo.model.standing import begun, of_target
from jiannuo.model.vocabulary import BasisKind, Comparator, ReadingKind
from jiannuo.model.when import When
from scheduler.contents import Figure
from scheduler.silence import name_of
from scheduler.teller import Teller, sentence_of

MOST_PERCENT = 1_000


def figures(
    wanted: Mapping[str, Commitment],
    news: list[NewsItem],
    teller: Teller,
    promised: date,
    redefined: Mapping[tuple[str, str], Sequence[Announced]],
) -> list[Figure]:
    """Every reading once, facts before aims, the newest first.

    ``promised`` is the day time runs from; ``redefined`` the figures by which reports, of this window or an
    earlier one, announced another rule of counting, by commitment and measure.
    """
    found: dict[tuple[object, ...], Figure] = {}
    for item in news:
        for reading in item.readings:
            same = (item.commitment, reading.measure, reading.value, reading.unit, reading.as_of)
            if same not in found:
                told = redefined.get((item.commitment, reading.measure), ())
                found[same] = _figure(wanted[item.commitment], item, reading, teller, promised, told)
    newest = sorted(found.values(), key=lambda figure: _day(figure.telling.published), reverse=True)
    return sorted(newest, key=lambda figure: figure.reading.kind is not ReadingKind.FACT)


def _figure(
    commitment: Commitment,
    item: NewsItem,
    reading: Reading,
    teller: Teller,
    promised: date,
    redefined: Sequence[Announced],
) -> Figure:
    target = next((entry for entry in commitment.targets if entry.measure == reading.measure), None)
    when = reading.as_of or item.effective or item.published
    day = when.last_day() if when else None
    measures = target is not None and day is not None and _measures(reading, target)
    broken = _crossed(target, reading, day, promised, redefined) if target and day else None
    measures = measures and broken is None
    return Figure(
        commitment.id,
        name_of(commitment, teller.language),
        reading,
        target,
        _percent(reading, target) if broken is None else None,
        paced(target, reading, day, promised, commitment.due) if measures and target and day else None,
        paced_aims(target, reading, day, promised) if measures and target and day else (),
        teller.tell(item, sentence_of(reading, item)),
        broken,
    )


def _crossed(
    target: Target, reading: Reading, day: date, promised: date, redefined: Sequence[Announced]
) -> str | None:
    """Why the figure is not held against the target: it was counted by another rule than what it starts from."""
    if reading.basis is not None and reading.basis.kind is BasisKind.NEW:
        return reading.basis.quote.text
    own = [told for told in redefined if _measures(told[1], target)]
    found = between(breaks_of(target, own), begun(target, promised), day)
    return f"{found.day.isoformat()} {found.why}" if found else None


def _measures(reading: Reading, target: Target) -> bool:
    """Whether it is a fact of the target."""
    return reading.kind is ReadingKind.FACT and of_target(reading, target)


def _percent(reading: Reading, target: Target | None) -> float | None:
    if target is None or not target.value or not _measures(reading, target):
        return None
    if target.comparator is Comparator.AT_MOST:
        return None
    percent = 100 * reading.value / target.value
    # Far beyond the target they hardly measure the same.
    return percent if 0 <= percent <= MOST_PERCENT else None


def _day(when: When | None) -> date:
    return when.day if when else date.min
