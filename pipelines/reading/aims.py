"""By when a text says that a stage shall be reached: the planned verb with the date that stands before it."""

import re
from collections.abc import Iterable
from functools import cache

from jiannuo.model.commitment import Commitment
from jiannuo.model.finding import Aimed
from jiannuo.model.vocabulary import Stage, Window
from jiannuo.model.when import When
from pipelines.reading.knowledge import cues
from pipelines.reading.scene import Scene
from pipelines.reading.stage import StageCue, furthest

_VAGUE = frozenset({Stage.PLANNED, Stage.PILOT, Stage.RESULT})


def aimed(
    scene: Scene, commitment: Commitment, plans: Iterable[StageCue], published: When | None
) -> tuple[Aimed, int] | None:
    """The furthest stage that is planned for a day not yet past, with the position of its verb.

    Of one stage the latest day counts: 主体年底完工, 整体明年6月完工 promise the whole by June.
    """
    dated = {
        cue: when for cue in plans if (when := _day_of(scene, cue, published)) and not _past(when, published)
    }
    last = furthest(commitment, dated)
    if last is None:
        return None
    same = [cue for cue in dated if cue.stage is last.stage]
    cue = max(same, key=lambda one: (dated[one].last_day(), -one.start))
    return Aimed(cue.stage, dated[cue]), cue.start


def is_set(scene: Scene, position: int) -> bool:
    """Whether the paragraph names a body or a paper that set the aim: nobody's forecast is no plan."""
    low, high = scene.near(position, Window.PARAGRAPH)
    return any(word in scene.text[low:high] for word in scene.cues.setters)


def milestone(scene: Scene, plans: Iterable[StageCue]) -> bool:
    """Whether a list of what shall be done names a step of it that can be checked (建成投用, 开工)."""
    return any(
        (plan.stage not in _VAGUE or plan.word in scene.cues.outright)
        and scene.sections.plan(plan.start)
        and not scene.sections.advice(plan.start)
        for plan in plans
    )


def stepped(scene: Scene, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether an item of a plan set for a time says what shall be done (实施…, 选派2000名), not only how well (深化…)."""
    return any(
        scene.sections.binding(low)
        and (_steps().search(scene.text, low, high) is not None or bool(scene.figures.within(low, high)))
        for low, high in spans
    )


@cache
def _steps() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(cues().steps, key=len, reverse=True))))


def _day_of(scene: Scene, cue: StageCue, published: When | None) -> When | None:
    low, _ = scene.near(cue.start, Window.CLAUSE)
    return scene.dates.last(low, cue.start, published)


def _past(when: When, published: When | None) -> bool:
    return published is None or when.last_day() <= published.day
