"""Where a commitment stands, derived from its evidence for any moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jiannuo.model.commitment import Commitment
from jiannuo.model.finding import Reading
from jiannuo.model.news import NewsItem
from jiannuo.model.vocabulary import ReadingKind, Silence, Stage, Verdict
from jiannuo.model.when import When


@dataclass(frozen=True, slots=True)
class Standing:
    """The derived state of one commitment.

    ``stage`` is that of the progress with the latest effective date; ``before`` the stage before it;
    ``silence`` tells progressed, mentioned, not mentioned, and not looked apart.
    """

    commitment: str
    stage: Stage
    before: Stage
    since: When | None
    last: NewsItem | None
    reading: Reading | None
    outlets: tuple[str, ...]
    reports: int
    silence: Silence
    last_day: date | None


def standing(commitment: Commitment, events: Sequence[NewsItem], *, looked: bool) -> Standing:
    """Derive the standing from all the commitment's events; ``looked`` is whether any outlet was read.

    The stage follows the latest effective date, so a report of an old stage that arrives late changes
    nothing; among events of one date the later on the ladder counts.
    """
    moves = sorted((event for event in events if _moves(event)), key=lambda e: _order(commitment, e))
    last = moves[-1] if moves else None
    before = next(
        (move.stage for move in reversed(moves) if last and move.stage is not last.stage), Stage.NONE
    )
    days = [event.published.day for event in events if event.published]
    return Standing(
        commitment=commitment.id,
        stage=last.stage if last else Stage.NONE,
        before=before,
        since=last.effective if last else None,
        last=last,
        reading=_last_reading(moves),
        outlets=tuple(dict.fromkeys(outlet for event in events for outlet in event.outlets)),
        reports=len({event.report_id for event in events}),
        silence=_silence(events, moves, looked),
        last_day=max(days, default=None),
    )


def _moves(event: NewsItem) -> bool:
    """An undated text is never news: it may corroborate, but it moves nothing."""
    return event.verdict is Verdict.PROGRESS and event.published is not None and event.stage is not Stage.NONE


def _order(commitment: Commitment, event: NewsItem) -> tuple[date, int, int]:
    when = event.effective or event.published
    rank = commitment.ladder.index(event.stage) if event.stage in commitment.ladder else -1
    return (when.day if when else date.min, rank, event.report_id)


def _last_reading(moves: Sequence[NewsItem]) -> Reading | None:
    """The newest figure claimed as fact."""
    for move in reversed(moves):
        for reading in move.readings:
            if reading.kind is ReadingKind.FACT:
                return reading
    return next((reading for move in reversed(moves) for reading in move.readings), None)


def _silence(events: Sequence[NewsItem], moves: Sequence[NewsItem], looked: bool) -> Silence:
    if moves:
        return Silence.PROGRESSED
    if events:
        return Silence.MENTIONED
    return Silence.NOT_MENTIONED if looked else Silence.NOT_LOOKED
