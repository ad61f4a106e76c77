"""By when a text says that a stage shall be reached: the planned verb with the date that stands before it."""

from collections.abc import Iterable

from jiannuo.model.commitment import Commitment
from jiannuo.model.finding import Aimed
from jiannuo.model.vocabulary import Window
from jiannuo.model.when import When
from pipelines.reading.dates import dates_in
from pipelines.reading.scene import Scene
from pipelines.reading.stage import StageCue, furthest


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


def _day_of(scene: Scene, cue: StageCue, published: When | None) -> When | None:
    low, _ = scene.near(cue.start, Window.CLAUSE)
    dates = [hit.when for hit in dates_in(scene.text, low, cue.start, published)]
    return dates[-1] if dates else None


def _past(when: When, published: When | None) -> bool:
    return published is None or when.last_day() <= published.day
