"""From touches to a match: stage, date, readings, verdict, score and the sentences that prove them."""

from dataclasses import dataclass, field

from jiannuo.model.commitment import Commitment
from jiannuo.model.finding import Aimed
from jiannuo.model.vocabulary import CommitmentKind, ReadingKind, Stage, Verdict, Window
from jiannuo.model.when import When
from pipelines.reading.aims import aimed, is_set, milestone
from pipelines.reading.anchors import Touch
from pipelines.reading.attached import Attached
from pipelines.reading.effective import before, effective_at
from pipelines.reading.knowledge import WORK_DONE
from pipelines.reading.modality import planned_at
from pipelines.reading.scene import Scene
from pipelines.reading.stage import StageCue, StageCues, achieved, counted, furthest
from pipelines.reading.support import support, worth
from pipelines.reading.told import Frame, Rivals, Told, able_to_move, gathered
from pipelines.reading.words import Hit
from pipelines.reading.zone import Span

_BUILT = frozenset({Stage.STARTED, Stage.UNDER_CONSTRUCTION, Stage.TOPPED_OUT, Stage.COMPLETED})


@dataclass(slots=True)
class Judged:
    """What was made of one commitment in one text, in positions of the normal text."""

    verdict: Verdict
    stage: Stage
    effective: When | None
    parts: dict[str, float]
    touches: list[Touch]
    attached: list[Attached] = field(default_factory=list)
    evidence: list[Span] = field(default_factory=list)
    aimed: Aimed | None = None
    support: list[Hit] = field(default_factory=list)


def judge(
    scene: Scene,
    frame: Frame,
    commitment: Commitment,
    touched: list[Touch],
    stages: StageCues,
    rivals: Rivals,
) -> Judged:
    """Judge one commitment on all its touches; ``rivals`` are the names that stand for commitments."""
    able = able_to_move(scene, touched)
    told = gathered(scene, frame, commitment, touched, able or touched, stages, rivals)
    judged = _verdict(scene, frame, commitment, touched, bool(able), told)
    judged.support = support(scene, commitment, touched)
    if judged.support:
        judged.parts["support"] = worth(judged.support)
    return judged


def _verdict(
    scene: Scene,
    frame: Frame,
    commitment: Commitment,
    touched: list[Touch],
    able: bool,
    told: Told,
) -> Judged:
    cues, attached = list(told.cues.values()), told.attached
    own = [one for one in attached if one.target in commitment.targets or one.target.scope == "city"]
    reached = any(one.kind not in (ReadingKind.AIM, ReadingKind.FORECAST) for one in own)
    facts = [cue for cue in cues if cue.fact and _counts(scene, commitment, cue, reached)]
    facts = facts or [cue for cue in cues if cue.fact and counted(scene, commitment, cue)]
    plans = [cue for cue in cues if not cue.fact]
    # What a sentence counts of it (a target without words of its own) shows as well that something was done.
    measured = [one for one in attached if _shows(scene, one, own, touched)]
    aims = any(one.kind is ReadingKind.AIM for one in own)
    best = _best_told(scene, frame, furthest(commitment, facts), facts)
    if best is not None and measured and best.stage not in commitment.ladder and best.stage in _BUILT:
        best = None
    working = any(one.target.measure == WORK_DONE for one in attached)
    if working and best is not None and best.stage is Stage.RESULT:
        # 工程进度已达75%: what was reached is a share of the work.
        best = None
    stage = (
        best.stage
        if best
        else _unspoken(bool(measured), working, bool(plans) or aims or _only_planned(scene, touched))
    )
    anchor = _cue_position(best, measured, attached, touched)
    effective = effective_at(scene, anchor, frame.published)
    aim = aimed(scene, commitment, plans, frame.published)
    verdict = Verdict.MENTION
    if frame.news and able and not before(scene, frame.start, effective, anchor):
        # The promised figure said again is no new aim, nor is a number that is a part of the name (四大实验室).
        aims_at = [one for one in attached if one.kind is ReadingKind.AIM]
        aims_at = [one for one in aims_at if scene.text[one.figure.end - 1] != "大"]
        specific = any(one.figure.value != one.target.value for one in aims_at) or milestone(scene, plans)
        specific = specific or told.stepped
        specific = specific or (aim is not None and is_set(scene, aim[1]))
        if best or measured or working or (stage is Stage.PLANNED and specific):
            verdict = Verdict.PROGRESS
    parts = _parts(touched, best, measured, frame)
    evidence = _evidence(scene, touched, best, attached, aim[1] if aim else None)
    return Judged(verdict, stage, effective, parts, touched, attached, evidence, aim[0] if aim else None)


def _only_planned(scene: Scene, touched: list[Touch]) -> bool:
    """Whether every place that names it is an item of a plan."""
    return all(scene.sections.plan(touch.hit.start) for touch in touched)


def _shows(scene: Scene, one: Attached, own: list[Attached], touched: list[Touch]) -> bool:
    """Whether a figure shows that something was done: no aim, and not only the promise's name (17个分支基地)."""
    if one.kind in (ReadingKind.AIM, ReadingKind.FORECAST) or (one not in own and one.target.words):
        return False
    if one.kind in (ReadingKind.GROWTH, ReadingKind.MULTIPLE) and planned_at(scene, one.figure.start):
        return False
    low, high = scene.near(one.figure.start, Window.SENTENCE)
    named = one.figure.value == one.target.value and len(scene.figures.within(low, high)) == 1
    return not (named and any(touch.hit.start == one.figure.end for touch in touched))


def _counts(scene: Scene, commitment: Commitment, cue: StageCue, measured: bool) -> bool:
    """Whether a stage word tells of this commitment: a promised count is only reached by counting."""
    if cue.word in scene.cues.faint:
        return False
    if cue.stage is Stage.RESULT:
        return measured or achieved(scene, commitment, cue)
    return measured or commitment.kind is not CommitmentKind.METRIC or cue.stage in commitment.ladder


def _unspoken(measured: bool, working: bool, planned: bool) -> Stage:
    """The stage where no verb states one: a count is a result, a share of the work done is work going on."""
    if working:
        return Stage.UNDER_CONSTRUCTION
    if measured:
        return Stage.RESULT
    return Stage.PLANNED if planned else Stage.NONE


def _best_told(scene: Scene, frame: Frame, best: StageCue | None, facts: list[StageCue]) -> StageCue | None:
    """Of several words for one stage the one in the text (not the title) whose sentence gives a date."""
    if best is None:
        return None
    same = [cue for cue in facts if cue.stage is best.stage]
    return max(same, key=lambda cue: (cue.start >= frame.title_end, _dated(scene, frame, cue), -cue.start))


def _dated(scene: Scene, frame: Frame, cue: StageCue) -> bool:
    low, high = scene.near(cue.start, Window.SENTENCE)
    return bool(scene.dates.within(low, high))


def _cue_position(
    best: StageCue | None, measured: list[Attached], attached: list[Attached], touched: list[Touch]
) -> int:
    if best is not None:
        return best.start
    for one in (*measured, *attached):
        return one.figure.start
    return touched[0].hit.start


def _parts(
    touched: list[Touch], best: StageCue | None, measured: list[Attached], frame: Frame
) -> dict[str, float]:
    parts = {"name": max(touch.use.anchor.weight for touch in touched) * 0.4}
    if any(touch.use.anchor.place == "any" for touch in touched):
        parts["unique"] = 0.2
    if any(touch.company for touch in touched):
        parts["company"] = 0.1
    widths = {touch.place.by for touch in touched if touch.place}
    if widths & {"clause", "sentence"}:
        parts["place"] = 0.15
    elif widths:
        parts["place"] = 0.05
    if any(touch.hit.start < frame.title_end for touch in touched):
        parts["title"] = 0.1
    if best is not None:
        parts["stage"] = 0.15
    if measured:
        parts["figure"] = 0.1
    return parts


def _evidence(
    scene: Scene, touched: list[Touch], best: StageCue | None, attached: list[Attached], aim: int | None
) -> list[Span]:
    """The sentence of the verb first, then those of the plan and of figures, else that of the name."""
    positions = [best.start] if best else []
    positions += [aim] if aim is not None else []
    positions += [one.figure.start for one in attached]
    positions += [touched[0].hit.start]
    spans: list[Span] = []
    for position in positions:
        span = scene.near(position, Window.SENTENCE)
        if span not in spans:
            spans.append(span)
    return spans[:4]
