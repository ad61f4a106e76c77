"""Building a digest out of facts: pure, the same facts and wish give the same digest."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from jiannuo.model.commitment import Commitment, Register
from jiannuo.model.facts import Facts
from jiannuo.model.news import Look, NewsItem, Reached
from jiannuo.model.subscription import DigestWindow, Wish
from jiannuo.model.vocabulary import Cadence, Stage
from jiannuo.model.when import When
from scheduler.contents import Digest, Mentioned, Moved
from scheduler.doubts import contradictions, deadlined, restated
from scheduler.figures import figures
from scheduler.progress import furthest, is_progress, shown
from scheduler.silence import fell_silent, name_of, silent_ones, troubles_of
from scheduler.teller import Teller

TOLD_PER_COMMITMENT = 3


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
    news = [item for item in news if wish.wants_outlets(item.outlets)]
    if wish.cadence is Cadence.AT_ONCE:
        news = _stage_changes(wanted, news, _stages(facts, told))
    teller = Teller(window, outlets, wish.language)
    grouped, new = _by_commitment(news), frozenset(item.key for item in news)
    silent = silent_ones(wanted.values(), facts.last_evidence, window, silent_months, wish.language)
    troubles = troubles_of(outlets, facts.looks)
    return Digest(
        window=window,
        zone=wish.zone,
        language=wish.language,
        progress=tuple(_moved(wanted, grouped, _stages(facts, told), teller)),
        figures=tuple(figures(wanted, news, teller, register.founding.progress_from)),
        mentions=tuple(_mentioned(wanted, grouped, teller)),
        restated=restated(wanted, facts, new, teller),
        contradictions=contradictions(wanted, facts, new, teller),
        deadlines=deadlined(wanted, facts, wish.language),
        silent=silent,
        newly_silent=tuple(quiet for quiet in silent if fell_silent(quiet, window, silent_months)),
        silent_months=silent_months,
        followed=len(outlets),
        seen=sum(1 for name in outlets if facts.looks.get(name, Look(name, 0, 0, "")).finished),
        troubles=troubles,
        items=tuple(item.key for item in news),
        cadence=wish.cadence,
    )


def _stage_changes(
    wanted: Mapping[str, Commitment], news: list[NewsItem], stages: Mapping[str, Sequence[Reached]]
) -> list[NewsItem]:
    """The progress of those commitments that now stand at another stage than before."""
    changed = set()
    for key, items in _by_commitment(news).items():
        earlier, new = stages.get(key, ()), [reached for item in items if (reached := shown(item))]
        before, after = furthest(wanted[key], earlier), furthest(wanted[key], [*earlier, *new])
        if after is not None and (before is None or before.stage is not after.stage):
            changed.add(key)
    return [item for item in news if item.commitment in changed and is_progress(item)]


def _by_commitment(news: list[NewsItem]) -> dict[str, list[NewsItem]]:
    grouped: dict[str, list[NewsItem]] = {}
    for item in news:
        grouped.setdefault(item.commitment, []).append(item)
    return grouped


def _stages(facts: Facts, told: Collection[tuple[int, str]]) -> dict[str, list[Reached]]:
    """What had been shown before this digest: before its span, and in it but told already."""
    stages = {key: list(reached) for key, reached in facts.before.items()}
    for item in facts.items if told else ():
        if item.key in told and (reached := shown(item)):
            stages.setdefault(item.commitment, []).append(reached)
    return stages


def _moved(
    wanted: Mapping[str, Commitment],
    grouped: Mapping[str, list[NewsItem]],
    stages: Mapping[str, Sequence[Reached]],
    teller: Teller,
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
    wanted: Mapping[str, Commitment], grouped: Mapping[str, list[NewsItem]], teller: Teller
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


def _day(when: When | None) -> date:
    return when.day if when else date.min
