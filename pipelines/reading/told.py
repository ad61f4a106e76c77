"""What the stretches of text that speak of one commitment tell: stage words, figures, and steps of a plan."""

import re
from dataclasses import dataclass, field
from datetime import date

from jiannuo.model.commitment import Commitment
from jiannuo.model.vocabulary import CommitmentKind, Stage, Window
from jiannuo.model.when import When
from pipelines.reading.aims import stepped
from pipelines.reading.anchors import Touch
from pipelines.reading.attach import attach
from pipelines.reading.attached import Attached
from pipelines.reading.held import held
from pipelines.reading.onward import set_there, told_elsewhere, told_on
from pipelines.reading.resumed import resumed
from pipelines.reading.scene import Scene
from pipelines.reading.shares import only_a_share
from pipelines.reading.stage import StageCue, StageCues, denied
from pipelines.reading.zone import (
    Starts,
    beyond_semicolon,
    group_verb,
    one_of_many,
    only_served,
    verb_before,
    zone,
)

SOLID = frozenset({CommitmentKind.FACILITY, CommitmentKind.PLATFORM, CommitmentKind.DISTRICT})
# 支持|科技创新的|…
_OF = re.compile(r"[^,。;:了过\d]{2,12}的(?:若干|各项|一批|系列)?")
_ATTRIBUTE = 16
_ROUNDING = 0.08
_MOST_EXACT = 40


@dataclass(frozen=True, slots=True)
class Rivals:
    """The names that take verbs over and those that take figures over: not what a thing only brought forth."""

    verbs: Starts
    figures: Starts


@dataclass(frozen=True, slots=True)
class Frame:
    """What is known of the text as a whole; nothing that was so before ``start`` is progress."""

    published: When | None
    news: bool
    title_end: int
    start: date | None = None


@dataclass(slots=True)
class Told:
    """What the zones of a commitment's names tell: stage words by position, and figures."""

    cues: dict[int, StageCue] = field(default_factory=dict)
    attached: list[Attached] = field(default_factory=list)
    stepped: bool = False


def able_to_move(scene: Scene, touched: list[Touch]) -> list[Touch]:
    """The touches by which a text may show progress: no mere mention, and not only somebody's share."""
    return [one for one in touched if not one.use.anchor.mention_only and not only_a_share(scene, one)]


def gathered(
    scene: Scene,
    frame: Frame,
    commitment: Commitment,
    touched: list[Touch],
    heard: list[Touch],
    stages: StageCues,
    rivals: Rivals,
) -> Told:
    """What is told around the touches ``heard`` of all that ``touched`` the commitment."""
    own = frozenset((touch.hit.start, touch.hit.end) for touch in touched)
    others = rivals.verbs.without(own)
    counters = rivals.figures.without(own) if commitment.kind in SOLID else others
    told = Told()
    for touch in heard:
        if not (one_of_many(scene, touch.hit) or only_served(scene, touch.hit)):
            _gather(told, scene, frame, commitment, touch, stages, others, counters)
    for pointer in resumed(scene, heard):
        _point(told, scene, frame, commitment, pointer, counters)
    told.attached = _distinct(told.attached)
    return told


def _gather(
    told: Told,
    scene: Scene,
    frame: Frame,
    commitment: Commitment,
    touch: Touch,
    stages: StageCues,
    others: Starts,
    counters: Starts,
) -> None:
    """Add what the zone of one name tells, and the verb that a list or a group lends its members.

    ``others`` are the names that take verbs over, ``counters`` those of them that take figures over.
    """
    spans = zone(scene, touch.hit, others, touch.use.anchor.territory)
    cues = [cue for span in spans for cue in stages.within(*span)]
    told_of = spans
    # A name that is one thing's own goes on being spoken of; many platforms share a name, and a list goes on.
    unique = commitment.kind is not CommitmentKind.PLATFORM or touch.use.anchor.place == "any"
    if commitment.kind in SOLID and unique and not touch.use.anchor.company:
        told_of = [*spans, *beyond_semicolon(scene, touch.hit, spans, counters)]
    told_of = [*set_there(scene, touch), *told_of, *told_on(scene, touch, told_of, counters)]
    loose = told_elsewhere(scene, touch, counters)
    attached = attach(scene, commitment, touch, told_of, frame.published, counters, loose)
    group = group_verb(scene, touch.hit) if attached and not cues else None
    if group is not None:
        cues += stages.within(*group)
    if (before := verb_before(scene, touch.hit)) is not None:
        cues += [cue for cue in stages.within(*before) if cue.stage is not Stage.RESULT]
    if not any(cue.fact for cue in cues):
        cues += held(scene, touch)
    # A promised count is only set anew by a count.
    told.stepped = told.stepped or (commitment.kind is not CommitmentKind.METRIC and stepped(scene, spans))
    cues = [cue for cue in cues if not _attribute(scene, touch, cue)]
    told.cues.update((cue.start, cue) for cue in cues)
    told.attached.extend(
        one for one in attached if not (one.figure.value and denied(scene, one.figure.start))
    )


def _point(
    told: Told, scene: Scene, frame: Frame, commitment: Commitment, pointer: Touch, counters: Starts
) -> None:
    """Add the figures of a sentence that only points back to the name; its verbs may be of something else."""
    low, _ = scene.near(pointer.hit.start, Window.CLAUSE)
    spans = zone(scene, pointer.hit, counters, pointer.use.anchor.territory)
    spans = [span for span in spans if span[0] >= low]
    told.attached.extend(
        one
        for one in attach(scene, commitment, pointer, spans, frame.published, counters, [])
        if one.figure.start >= pointer.hit.end and not denied(scene, one.figure.start)
    )


def _attribute(scene: Scene, touch: Touch, cue: StageCue) -> bool:
    """支持科技创新的财政政策: a word of result before the name that only says which one is meant."""
    if cue.stage is not Stage.RESULT or not 0 <= touch.hit.start - cue.end <= _ATTRIBUTE:
        return False
    return _OF.fullmatch(scene.text, cue.end, touch.hit.start) is not None


def _distinct(attached: list[Attached]) -> list[Attached]:
    """Each figure once; a rounded one (近5000万元) gives way to the exact one (4785万元) of the same measure."""
    by_place = {one.figure.start: one for one in reversed(attached)}
    told = {_same(one): one for one in sorted(by_place.values(), key=lambda one: -one.figure.start)}
    kept = sorted(told.values(), key=lambda one: one.figure.start)
    exact = [one for one in kept if not one.figure.qualifier][:_MOST_EXACT]
    return [one for one in kept if not any(_rounds(one, other) for other in exact)]


def _same(one: Attached) -> tuple[str, float, str, str]:
    """What makes a figure told twice one figure."""
    return one.target.measure, one.figure.value, one.figure.unit, one.kind.value


def _rounds(rough: Attached, exact: Attached) -> bool:
    same = (
        rough.target is exact.target and rough.figure.unit == exact.figure.unit and rough.kind is exact.kind
    )
    if not same or not rough.figure.qualifier or exact.figure.qualifier or not exact.figure.value:
        return False
    return abs(rough.figure.value - exact.figure.value) / exact.figure.value < _ROUNDING
