"""Which stage a clause states, and whether as fact or only as plan: modality beats the verb."""

from collections.abc import Iterable
from dataclasses import dataclass

from jiannuo.model.commitment import Commitment
from jiannuo.model.vocabulary import Stage, Window
from pipelines.reading.anchors import Scene
from pipelines.reading.lexicon import Hit

_REACH = 5
_ORDER = {stage: index for index, stage in enumerate(Stage)}


@dataclass(frozen=True, slots=True)
class StageCue:
    """A stage word at [start, end); ``fact`` is False where it is only planned."""

    stage: Stage
    fact: bool
    start: int
    end: int
    word: str = ""


def stage_cues(scene: Scene, start: int, end: int, names: Iterable[Hit]) -> list[StageCue]:
    """Every stage word in the clauses of [start, end) that is not part of a name."""
    taken = [(hit.start, hit.end) for hit in names]
    found: list[StageCue] = []
    for low, high in scene.segments.within(start, end, Window.CLAUSE):
        for hit, stage in _words(scene, max(low, start), min(high, end), taken):
            if _negated(scene, hit, low):
                continue
            fact = not planned_at(scene, hit.start, hit.end)
            found.append(StageCue(_whole(scene, stage, hit, low), fact, hit.start, hit.end, hit.word))
    return found


def planned_at(scene: Scene, position: int, end: int = 0) -> bool:
    """Whether what stands at [position, end) is only intended, aimed at or foreseen."""
    end = max(position, end)
    low, _ = scene.segments.around(position, Window.CLAUSE)
    modal = _last(scene, scene.cues.modality, low, position)
    if modal is not None:
        between = scene.text[modal.end : end]
        return not any(word in between for word in scene.cues.realised)
    if any(word in scene.text[low:end] for word in scene.cues.realised):
        return False
    sentence, _ = scene.segments.around(position, Window.SENTENCE)
    earlier = _last(scene, scene.cues.planned, sentence, low)
    if earlier is None:
        return False
    return not any(word in scene.text[earlier.end : end] for word in scene.cues.realised)


def furthest(commitment: Commitment, cues: Iterable[StageCue]) -> StageCue | None:
    """The cue that is furthest on the commitment's ladder; off the ladder counts least."""
    best: StageCue | None = None
    for cue in cues:
        if best is None or _rank(commitment, cue.stage) > _rank(commitment, best.stage):
            best = cue
    return best


def _rank(commitment: Commitment, stage: Stage) -> tuple[int, int]:
    if stage in commitment.ladder:
        return 1, commitment.ladder.index(stage)
    return (2, 0) if stage in (Stage.DELAYED, Stage.CANCELLED) else (0, _ORDER[stage])


def _words(scene: Scene, low: int, high: int, taken: list[tuple[int, int]]) -> list[tuple[Hit, Stage]]:
    found: list[tuple[Hit, Stage]] = []
    for word, stage in scene.cues.fact.items():
        for hit in scene.words.get(word, ()):
            inside = any(start <= hit.start and hit.end <= end for start, end in taken)
            if low <= hit.start and hit.end <= high and not inside:
                found.append((hit, stage))
    return [
        (hit, stage)
        for hit, stage in found
        if not any(
            o.start <= hit.start and hit.end <= o.end and len(o.word) > len(hit.word) for o, _ in found
        )
    ]


def _whole(scene: Scene, stage: Stage, hit: Hit, low: int) -> Stage:
    """A part that is topped out or finished leaves the whole under construction."""
    if stage not in (Stage.TOPPED_OUT, Stage.COMPLETED):
        return stage
    before = scene.text[max(low, hit.start - 12) : hit.start]
    return Stage.UNDER_CONSTRUCTION if any(word in before for word in scene.cues.partial) else stage


def _negated(scene: Scene, hit: Hit, low: int) -> bool:
    before = scene.text[max(low, hit.start - _REACH) : hit.start]
    return any(word in before for word in scene.cues.negation)


def _last(scene: Scene, words: Iterable[str], low: int, high: int) -> Hit | None:
    best: Hit | None = None
    for word in words:
        for hit in scene.words.get(word, ()):
            if low <= hit.start and hit.end <= high and not _part_of_word(scene, hit):
                best = hit if best is None or hit.start > best.start else best
    return best


def _part_of_word(scene: Scene, hit: Hit) -> bool:
    """要 in 重要 or 计划 in the name of a programme is no modality."""
    if any(name.start <= hit.start and hit.end <= name.end for name in scene.names):
        return True
    return hit.word == "要" and scene.text[hit.start - 1 : hit.start] in set("重主需纲摘简纪")
