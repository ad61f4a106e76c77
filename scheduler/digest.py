"""Building a digest out of facts: pure, the same facts and wish give the same digest."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from jiannuo.model.commitment import Commitment, Register, Target
from jiannuo.model.finding import Reading
from jiannuo.model.news import Facts, Look, NewsItem, Reached
from jiannuo.model.subscription import DigestWindow, Wish
from jiannuo.model.vocabulary import Comparator, Field, ReadingKind, Stage
from jiannuo.model.when import When
from scheduler.contents import Digest, Figure, Mentioned, Moved, Telling
from scheduler.progress import furthest, is_progress, shown
from scheduler.scrub import line, link
from scheduler.silence import fell_silent, name_of, silent_ones, troubles_of

TOLD_PER_COMMITMENT = 3
MOST_PERCENT = 1_000
BELATED_AFTER = timedelta(days=60)


def build(
    facts: Facts,
    wish: Wish,
    window: DigestWindow,
    register: Register,
    outlets: Mapping[str, str],
    *,
    told: Collection[tuple[int, str]] = (),
    silent_months: int = 6,
) -> Digest:
    """The digest of ``window``; ``outlets`` maps the names of followed outlets to their titles.

    ``told`` are the pairs this subscriber knows already.
    """
    wanted = {entry.id: entry for entry in register.commitments if wish.wants(entry)}
    news = [item for item in facts.items if item.commitment in wanted and item.key not in told]
    if wish.progress_only:
        news = [item for item in news if is_progress(item)]
    teller = _Teller(window, outlets, wish.language)
    grouped = _by_commitment(news)
    silent = silent_ones(wanted.values(), facts.last_evidence, window, silent_months, wish.language)
    troubles = troubles_of(outlets, facts.looks)
    return Digest(
        window=window,
        zone=wish.zone,
        language=wish.language,
        progress=tuple(_moved(wanted, grouped, _stages(facts, told), teller)),
        figures=tuple(_figures(wanted, news, teller)),
        mentions=tuple(_mentioned(wanted, grouped, teller)),
        silent=silent,
        newly_silent=tuple(quiet for quiet in silent if fell_silent(quiet, window, silent_months)),
        silent_months=silent_months,
        followed=len(outlets),
        seen=sum(1 for name in outlets if facts.looks.get(name, Look(name, 0, 0, "")).finished),
        troubles=troubles,
        items=tuple(item.key for item in news),
        cadence=wish.cadence,
    )


class _Teller:
    """Turns news items into quotable tellings with the outlets' titles."""

    def __init__(self, window: DigestWindow, outlets: Mapping[str, str], language: str) -> None:
        self._window = window
        self._outlets = outlets
        self.language = language

    def tell(self, item: NewsItem, quote: str | None = None) -> Telling:
        published = item.published
        return Telling(
            quote=line(quote or _best_quote(item), 400),
            title=line(item.title, 200),
            url=link(item.url),
            outlet=self._title(item.outlet),
            published=published,
            outlets=tuple(dict.fromkeys(self._title(name) for name in item.outlets)),
            reports=item.reports,
            belated=published is not None
            and published.last_day() < (self._window.start - BELATED_AFTER).date(),
        )

    def _title(self, outlet: str) -> str:
        return line(self._outlets.get(outlet, outlet), 80)


def _best_quote(item: NewsItem) -> str:
    """A sentence of the text rather than the headline, which stands below it anyway."""
    body = next((quote.text for quote in item.evidence if quote.field is Field.TEXT), None)
    return body or (item.evidence[0].text if item.evidence else item.title)


def _by_commitment(news: list[NewsItem]) -> dict[str, list[NewsItem]]:
    grouped: dict[str, list[NewsItem]] = {}
    for item in news:
        grouped.setdefault(item.commitment, []).append(item)
    return grouped


def _stages(facts: Facts, told: Collection[tuple[int, str]]) -> dict[str, list[Reached]]:
    """What had been shown before this digest: before its span, and in it but told already."""
    stages = {key: list(reached) for key, reached in facts.before.items()}
    for item in facts.items:
        if item.key in told and (reached := shown(item)):
            stages.setdefault(item.commitment, []).append(reached)
    return stages


def _moved(
    wanted: Mapping[str, Commitment],
    grouped: Mapping[str, list[NewsItem]],
    stages: Mapping[str, Sequence[Reached]],
    teller: _Teller,
) -> list[Moved]:
    found = []
    for key, commitment in wanted.items():
        items = [item for item in grouped.get(key, ()) if is_progress(item)]
        if not items:
            continue
        items.sort(key=lambda item: _day(item.effective or item.published), reverse=True)
        earlier, new = stages.get(key, ()), [reached for item in items if (reached := shown(item))]
        after = furthest(commitment, [*earlier, *new])
        before = furthest(commitment, earlier) or furthest(
            commitment, [reached for reached in new if after and reached.stage is not after.stage]
        )
        found.append(
            Moved(
                commitment=key,
                name=name_of(commitment, teller.language),
                before=before.stage if before else None,
                after=after.stage if after else Stage.NONE,
                effective=after.effective if after else None,
                tellings=tuple(teller.tell(item) for item in items[:TOLD_PER_COMMITMENT]),
                more=max(0, len(items) - TOLD_PER_COMMITMENT),
            )
        )
    found.sort(key=lambda moved: _day(moved.tellings[0].published), reverse=True)
    return sorted(found, key=lambda moved: moved.before == moved.after)


def _mentioned(
    wanted: Mapping[str, Commitment], grouped: Mapping[str, list[NewsItem]], teller: _Teller
) -> list[Mentioned]:
    found = []
    for key, items in grouped.items():
        if any(is_progress(item) for item in items):
            continue
        # A report that brought a figure is told there.
        plain = [item for item in items if not item.readings]
        if not plain:
            continue
        newest = sorted(plain, key=lambda item: _day(item.published), reverse=True)
        found.append(
            Mentioned(
                key,
                name_of(wanted[key], teller.language),
                tuple(teller.tell(item) for item in newest[:TOLD_PER_COMMITMENT]),
                max(0, len(newest) - TOLD_PER_COMMITMENT),
            )
        )
    return found


def _figures(wanted: Mapping[str, Commitment], news: list[NewsItem], teller: _Teller) -> list[Figure]:
    found: dict[tuple[object, ...], Figure] = {}
    for item in news:
        commitment = wanted[item.commitment]
        for reading in item.readings:
            same = (item.commitment, reading.measure, reading.value, reading.unit, reading.as_of)
            if same in found:
                continue
            target = next((entry for entry in commitment.targets if entry.measure == reading.measure), None)
            found[same] = Figure(
                item.commitment,
                name_of(commitment, teller.language),
                reading,
                target,
                _percent(reading, target),
                teller.tell(item, _sentence_of(reading, item)),
            )
    newest = sorted(found.values(), key=lambda figure: _day(figure.telling.published), reverse=True)
    return sorted(newest, key=lambda figure: figure.reading.kind is not ReadingKind.FACT)


def _sentence_of(reading: Reading, item: NewsItem) -> str:
    """The quoted sentence in which the figure stands; the figure's own text when none was kept."""
    for quote in item.evidence:
        if quote.field is reading.quote.field and quote.start <= reading.quote.start < quote.end:
            return quote.text
    return reading.quote.text


def _percent(reading: Reading, target: Target | None) -> float | None:
    if target is None or not target.value or reading.kind is not ReadingKind.FACT:
        return None
    if reading.unit not in (target.unit, *target.units) or target.comparator is Comparator.AT_MOST:
        return None
    if reading.scope.value != target.scope:
        return None
    percent = 100 * reading.value / target.value
    # Far beyond the target they hardly measure the same.
    return percent if 0 <= percent <= MOST_PERCENT else None


def _day(when: When | None) -> date:
    return when.day if when else date.min
