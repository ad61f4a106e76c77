"""Which stage a clause states, and whether as fact or only as plan: modality beats the verb."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from jiannuo.model.commitment import Commitment
from jiannuo.model.vocabulary import Stage, Window
from pipelines.reading.anchors import Scene
from pipelines.reading.cover import outermost
from pipelines.reading.lexicon import Hit

_REACH = 5
_NOUNS = frozenset({Stage.STARTED, Stage.UNDER_CONSTRUCTION, Stage.COMPLETED, Stage.OPERATING, Stage.PILOT})
_ORDER = {stage: index for index, stage in enumerate(Stage)}


@dataclass(frozen=True, slots=True)
class StageCue:
    """A stage word at [start, end); ``fact`` is False where it is only planned."""

    stage: Stage
    fact: bool
    start: int
    end: int
    word: str = ""


class StageCues:
    """Every stage word of one text that is not part of a name, judged once and asked by stretch."""

    def __init__(self, scene: Scene) -> None:
        self._cues = [
            _cue(scene, hit) for hit in outermost(scene.words.all(scene.cues.fact)) if _stands(scene, hit)
        ]
        self._starts = [cue.start for cue in self._cues]

    def within(self, start: int, end: int) -> list[StageCue]:
        """The cues that begin inside [start, end)."""
        return self._cues[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def _cue(scene: Scene, hit: Hit) -> StageCue:
    fact = not planned_at(scene, hit.start, hit.end) and not _only_after(scene, hit)
    return StageCue(_whole(scene, scene.cues.fact[hit.word], hit), fact, hit.start, hit.end, hit.word)


def _stands(scene: Scene, hit: Hit) -> bool:
    """Whether the word is a verb of the text: not part of a name, not negated."""
    if scene.names.holds(hit) or scene.names.begins_in(hit) or _negated(scene, hit):
        return False
    noun = scene.text.startswith(scene.cues.noun_after, hit.end)
    return not (noun and scene.cues.fact[hit.word] in _NOUNS)


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


def _whole(scene: Scene, stage: Stage, hit: Hit) -> Stage:
    """A part that is topped out or finished leaves the whole under construction."""
    if stage not in (Stage.TOPPED_OUT, Stage.COMPLETED):
        return stage
    low, _ = scene.segments.around(hit.start, Window.CLAUSE)
    before = scene.text[max(low, hit.start - 12) : hit.start]
    return Stage.UNDER_CONSTRUCTION if any(word in before for word in scene.cues.partial) else stage


def _only_after(scene: Scene, hit: Hit) -> bool:
    """通车后仅需5分钟: what will be once it is so; 投用后已服务… is so already."""
    if scene.text[hit.end : hit.end + 1] != "后":
        return False
    _, high = scene.segments.around(hit.start, Window.SENTENCE)
    return not any(word in scene.text[hit.end : high] for word in scene.cues.realised)


def _negated(scene: Scene, hit: Hit) -> bool:
    low, _ = scene.segments.around(hit.start, Window.CLAUSE)
    before = scene.text[max(low, hit.start - _REACH) : hit.start]
    return any(word in before for word in scene.cues.negation)


def _last(scene: Scene, words: Iterable[str], low: int, high: int) -> Hit | None:
    best: Hit | None = None
    for word in words:
        for hit in scene.words.within(word, low, high)[-3:]:
            if not _part_of_word(scene, hit) and (best is None or hit.start > best.start):
                best = hit
    return best


def _part_of_word(scene: Scene, hit: Hit) -> bool:
    """要 in 重要 or 计划 in the name of a programme is no modality."""
    if scene.names.holds(hit):
        return True
    return hit.word == "要" and scene.text[hit.start - 1 : hit.start] in set("重主需纲摘简纪")
