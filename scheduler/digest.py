"""Cutting a digest from an edition: pure, the same facts and wish give the same digest."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter

from jiannuo.model.commitment import Commitment
from jiannuo.model.news import NewsItem, Reached
from jiannuo.model.subscription import Wish
from jiannuo.model.vocabulary import Cadence, Stage
from jiannuo.model.when import When
from scheduler.contents import Digest, Mentioned, Moved
from scheduler.doubts import Key, contradictions, restated
from scheduler.edition import Edition
from scheduler.figures import figures
from scheduler.progress import furthest, is_progress, shown
from scheduler.silence import name_of
from scheduler.teller import Teller

TOLD_PER_COMMITMENT = 3
_MOVED_KEPT = 4_096


def build(edition: Edition, wish: Wish, told: Collection[Key] = ()) -> Digest:
    """The digest of an edition for one wish; ``told`` are the pairs this subscriber knows already."""
    wanted = {entry.id: entry for entry in edition.register.commitments if wish.wants(entry)}
    news = _news(edition, wanted, wish, told)
    stages = _stages(edition, wanted, told)
    if wish.cadence is Cadence.AT_ONCE:
        news = _stage_changes(wanted, news, stages)
    facts, teller = edition.facts, edition.teller
    items, grouped = tuple(item.key for item in news), _by_commitment(news)
    progress, new = _moved(edition, wanted, grouped, stages), frozenset(items)
    moved = {one.commitment for one in progress}
    return Digest(
        window=edition.window,
        zone=wish.zone,
        language=wish.language,
        progress=tuple(progress),
        figures=tuple(
            figures(wanted, news, teller, edition.register.founding.progress_from, facts.redefined)
        ),
        mentions=tuple(_mentioned(wanted, grouped, moved, teller)),
        restated=restated(wanted, facts, new, teller),
        contradictions=contradictions(wanted, facts, new, teller),
        deadlines=tuple(entry for entry in edition.deadlines if entry.commitment in wanted),
        silent=tuple(quiet for quiet in edition.silent if quiet.commitment in wanted),
        newly_silent=tuple(quiet for quiet in edition.newly_silent if quiet.commitment in wanted),
        silent_months=edition.silent_months,
        followed=edition.followed,
        seen=edition.seen,
        troubles=edition.troubles,
        items=items,
        cadence=wish.cadence,
    )


def _news(
    edition: Edition, wanted: Mapping[str, Commitment], wish: Wish, told: Collection[Key]
) -> list[NewsItem]:
    """What is new to this reader, in the order in which it came in."""
    outlets = frozenset(wish.outlets)
    found = [
        placed
        for key in wanted
        for placed in edition.news.get(key, ())
        if not (wish.progress_only and not is_progress(placed[1]))
        and not (outlets and outlets.isdisjoint(placed[1].outlets))
        and not (told and placed[1].key in told)
    ]
    return [item for _, item in sorted(found, key=itemgetter(0))]


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


def _stages(
    edition: Edition, wanted: Mapping[str, Commitment], told: Collection[Key]
) -> Mapping[str, Sequence[Reached]]:
    """What had been shown before this digest: before its span, and in it but told already."""
    before = edition.facts.before
    if not told:
        return before
    return {key: [*before.get(key, ()), *_told_stages(edition, key, told)] for key in wanted}


def _told_stages(edition: Edition, commitment: str, told: Collection[Key]) -> Iterator[Reached]:
    for _, item in edition.news.get(commitment, ()):
        if item.key in told and (reached := shown(item)):
            yield reached


def _moved(
    edition: Edition,
    wanted: Mapping[str, Commitment],
    grouped: Mapping[str, list[NewsItem]],
    stages: Mapping[str, Sequence[Reached]],
) -> list[Moved]:
    found = []
    for key, items in ((key, grouped[key]) for key in wanted if key in grouped):
        progress = [item for item in items if is_progress(item)]
        if progress:
            found.append(_once(edition, wanted[key], progress, stages.get(key, ())))
    found.sort(key=lambda moved: _day(moved.tellings[0].published), reverse=True)
    return sorted(found, key=lambda moved: moved.before == moved.after)


def _once(
    edition: Edition, commitment: Commitment, items: list[NewsItem], earlier: Sequence[Reached]
) -> Moved:
    """Most readers of a commitment read the same of it: then it is found out once."""
    if len(edition.moved) > _MOVED_KEPT:
        edition.moved.clear()
    before = edition.facts.before.get(commitment.id, ())
    told = () if earlier is before else tuple(reached.report_id for reached in earlier)
    same = (commitment.id, tuple(item.report_id for item in items), told)
    if same not in edition.moved:
        edition.moved[same] = _move(commitment, items, earlier, edition.teller)
    return edition.moved[same]


def _move(commitment: Commitment, items: list[NewsItem], earlier: Sequence[Reached], teller: Teller) -> Moved:
    items = sorted(items, key=lambda item: _day(item.effective or item.published), reverse=True)
    new = [reached for item in items if (reached := shown(item))]
    after = furthest(commitment, [*earlier, *new])
    before = furthest(commitment, earlier) or furthest(
        commitment, [reached for reached in new if after and reached.stage is not after.stage]
    )
    return Moved(
        commitment=commitment.id,
        name=name_of(commitment, teller.language),
        before=before.stage if before else None,
        after=after.stage if after else Stage.NONE,
        effective=after.effective if after else None,
        tellings=tuple(teller.tell(item) for item in items[:TOLD_PER_COMMITMENT]),
        more=max(0, len(items) - TOLD_PER_COMMITMENT),
    )


def _mentioned(
    wanted: Mapping[str, Commitment],
    grouped: Mapping[str, list[NewsItem]],
    moved: Collection[str],
    teller: Teller,
) -> list[Mentioned]:
    found = []
    for key, items in grouped.items():
        if key in moved:
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
