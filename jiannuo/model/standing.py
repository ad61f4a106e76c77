"""Where a commitment stands, derived from its evidence for any moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from jiannuo.model.breaks import SeriesBreak, between, breaks_of, parted
from jiannuo.model.commitment import Aim, Commitment, Target
from jiannuo.model.conflict import Conflict, conflicts
from jiannuo.model.deadline import deadline
from jiannuo.model.finding import Reading
from jiannuo.model.news import NewsItem, Reached
from jiannuo.model.pace import Paced, paced, paced_aims
from jiannuo.model.slippage import Slip, slips
from jiannuo.model.vocabulary import Deadline, Pace, ReadingKind, Silence, Stage, Verdict
from jiannuo.model.when import When

_SETBACKS = (Stage.DELAYED, Stage.CANCELLED)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a target has come: its newest figure claimed as fact, and its pace where that can be told.

    ``aims`` hold the same figure against what later official documents set. ``breaks`` are the days on which the
    rule of counting changed; over the ``crossed`` one nothing is compared: there is no pace then.
    """

    target: Target
    reading: Reading | None
    told: NewsItem | None
    paced: Paced | None = None
    aims: tuple[tuple[Aim, Paced], ...] = ()
    breaks: tuple[SeriesBreak, ...] = ()
    crossed: SeriesBreak | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The derived state of one commitment.

    ``stage`` is the furthest shown (see ``steps``), ``since`` when it was first shown, ``before`` the stage
    before it; ``last`` is the newest progress, whatever its stage. ``silence`` tells progressed, mentioned,
    not mentioned, and not looked apart, for the days from the one that ``standing`` was asked for. ``slips``
    are the restatements that show slippage, ``conflicts`` figures that contradict each other.
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
    marks: tuple[Mark, ...] = ()
    due: When | None = None
    deadline: Deadline = Deadline.NONE_GIVEN
    slips: tuple[Slip, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def standing(
    commitment: Commitment,
    events: Sequence[NewsItem],
    *,
    looked: bool,
    promised: date,
    on: date,
    since: date | None = None,
) -> Standing:
    """Derive the standing on the day ``on`` from all the commitment's events until then.

    ``looked`` is whether any outlet could be read from ``since`` on; without ``since`` silence is judged over
    all time. ``promised`` is the day of the promise, from which time runs.
    """
    moves = sorted((event for event in events if _moves(event)), key=lambda event: _day(event))
    path = steps(commitment.ladder, (reached for move in moves if (reached := _reached(move))))
    days = [event.published.day for event in events if event.published]
    marks = tuple(_mark(target, events, promised, commitment.due) for target in commitment.targets)
    stage = path[-1].stage if path else Stage.NONE
    due = _due(commitment)
    return Standing(
        commitment=commitment.id,
        stage=stage,
        before=path[-2].stage if len(path) > 1 else Stage.NONE,
        since=_since(path[-1]) if path else None,
        last=moves[-1] if moves else None,
        reading=_last_reading(moves),
        outlets=tuple(dict.fromkeys(outlet for event in events for outlet in event.outlets)),
        reports=len({event.report_id for event in events}),
        silence=_silence(events, looked, since),
        last_day=max(days, default=None),
        marks=tuple(mark for mark in marks if mark.reading or mark.target.promised),
        due=due,
        deadline=_deadline(due, on, stage, marks),
        slips=tuple(slip for slip in slips(events) if not over_a_break(commitment, slip)),
        conflicts=conflicts(events),
    )


def _due(commitment: Commitment) -> When | None:
    """The nearest due day that was promised, of the whole or of a measure."""
    measures = [target.due for target in commitment.targets if target.promised and target.value]
    given = [when for when in (commitment.due, *measures) if when]
    return min(given, key=lambda when: when.last_day(), default=None)


def _deadline(due: When | None, on: date, stage: Stage, marks: Sequence[Mark]) -> Deadline:
    promised = [mark for mark in marks if mark.target.promised and mark.target.value]
    if not promised:
        return deadline(due, on, stage, [])
    return deadline(due, on, stage, [mark.paced.pace if mark.paced else Pace.OPEN for mark in promised])


def steps(ladder: Sequence[Stage], shown: Iterable[Reached]) -> list[Reached]:
    """The stages by which a commitment came to where it is, oldest first; the last is where it stands.

    In the order of the days on which they took effect, a stage counts when it lies further on the ladder than
    the one before: the press tells old stages again for years, and that sets nothing back. Only a delay or
    cancellation does, and after one every stage counts again. A stage off the ladder counts until one on it came.
    """
    path: list[Reached] = []
    for reached in sorted(shown, key=lambda one: (one.day, _rank(ladder, one.stage), one.report_id)):
        if not path or _advances(ladder, path[-1].stage, reached.stage):
            path.append(reached)
    return path


def _advances(ladder: Sequence[Stage], now: Stage, new: Stage) -> bool:
    if new is now:
        return False
    if new in _SETBACKS or now in _SETBACKS:
        return True
    here, there = _rank(ladder, now), _rank(ladder, new)
    return there > here or there == here == -1


def _rank(ladder: Sequence[Stage], stage: Stage) -> int:
    return ladder.index(stage) if stage in ladder else -1


def _moves(event: NewsItem) -> bool:
    """An undated text is never news: it may corroborate, but it moves nothing."""
    return event.verdict is Verdict.PROGRESS and event.published is not None and event.stage is not Stage.NONE


def _reached(event: NewsItem) -> Reached | None:
    when = event.effective or event.published
    return Reached(event.stage, when, when.day, event.report_id) if when else None


def _since(reached: Reached) -> When:
    return reached.effective or When(reached.day)


def _day(event: NewsItem) -> tuple[date, int]:
    when = event.effective or event.published
    return (when.day if when else date.min, event.report_id)


def _last_reading(moves: Sequence[NewsItem]) -> Reading | None:
    """The newest figure claimed as fact."""
    for move in reversed(moves):
        for reading in move.readings:
            if reading.kind is ReadingKind.FACT:
                return reading
    return next((reading for move in reversed(moves) for reading in move.readings), None)


def over_a_break(commitment: Commitment, slip: Slip) -> bool:
    """Whether a figure fell only because the register says that it is counted by another rule since."""
    if slip.readings is None:
        return False
    told = slip.readings[1]
    targets = [target for target in commitment.targets if of_target(told, target)]
    return any(parted(target, slip.before.last_day(), slip.after.last_day()) for target in targets)


def _mark(target: Target, events: Sequence[NewsItem], promised: date, due: When | None) -> Mark:
    """The newest fact of the target's own measure, unit and scope; growth and aims do not count."""
    found = [
        (held_on(reading, event), reading, event)
        for event in events
        for reading in event.readings
        if _measures(reading, target)
    ]
    breaks = breaks_of(target, found)
    if not found:
        return Mark(target, None, None, breaks=breaks)
    day, reading, event = max(found, key=lambda one: (one[0], one[2].report_id))
    crossed = between(breaks, begun(target, promised), day)
    if crossed:
        return Mark(target, reading, event, None, (), breaks, crossed)
    pace = paced(target, reading, day, promised, due)
    return Mark(target, reading, event, pace, paced_aims(target, reading, day, promised), breaks)


def begun(target: Target, promised: date) -> date:
    """The day from which a target's way is measured: its baseline's, else that of the promise."""
    base = target.baseline.as_of if target.baseline else None
    return base.last_day() if base else promised


def of_target(reading: Reading, target: Target) -> bool:
    """Whether a figure is told of the target's own measure, unit and scope; fact, aim or forecast."""
    relative = reading.unit in ("%", "倍") and reading.unit != target.unit
    fits = reading.unit == target.unit or (reading.unit in target.units and not relative)
    return reading.measure == target.measure and reading.scope.value == target.scope and fits


def held_on(reading: Reading, event: NewsItem) -> date:
    """The last day of the period for which the figure was told: the count of a year is that at its end."""
    when = reading.as_of or event.effective or event.published
    return when.last_day() if when else date.min


def _measures(reading: Reading, target: Target) -> bool:
    return of_target(reading, target) and reading.kind is ReadingKind.FACT


def _silence(events: Sequence[NewsItem], looked: bool, since: date | None) -> Silence:
    """Undated texts are left out when a span is asked for: nobody knows whether they lie in it."""
    within = [
        event for event in events if since is None or (event.published and event.published.day >= since)
    ]
    if any(_moves(event) for event in within):
        return Silence.PROGRESSED
    if within:
        return Silence.MENTIONED
    return Silence.NOT_MENTIONED if looked else Silence.NOT_LOOKED
