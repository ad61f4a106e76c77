"""The steps of a commitment's ladder as a reader sees them: which were shown, when, and where it stands."""

from dataclasses import dataclass

from jiannuo.model.commitment import Commitment
from jiannuo.model.news import NewsItem, Reached
from jiannuo.model.standing import Standing, steps
from jiannuo.model.vocabulary import Stage, Verdict
from jiannuo.model.when import When


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: ``state`` is here, shown (with its day and report), passed (skipped over) or open."""

    stage: Stage
    state: str
    since: When | None = None
    report_id: int | None = None


def ladder(entry: Commitment, now: Standing, events: tuple[NewsItem, ...]) -> list[Step]:
    """Every rung of the ladder, and after it a stage off the ladder on which the commitment stands."""
    path = {one.stage: one for one in steps(entry.ladder, _shown(events))}
    stages = [*entry.ladder]
    if now.stage is not Stage.NONE and now.stage not in stages:
        stages.append(now.stage)
    reached = stages.index(now.stage) if now.stage in stages else -1
    return [_step(stage, place, reached, path.get(stage)) for place, stage in enumerate(stages)]


def _shown(events: tuple[NewsItem, ...]) -> list[Reached]:
    found = []
    for event in events:
        when = event.effective or event.published
        if event.verdict is Verdict.PROGRESS and event.published and event.stage is not Stage.NONE and when:
            found.append(Reached(event.stage, when, when.day, event.report_id))
    return found


def _step(stage: Stage, place: int, reached: int, shown: Reached | None) -> Step:
    state = "here" if place == reached else "shown" if shown else "passed" if place < reached else "open"
    if shown is None:
        return Step(stage, state)
    return Step(stage, state, shown.effective or When(shown.day), shown.report_id)
