"""Which stage a clause states, and whether as fact or only as plan: modality beats the verb."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from jiannuo.model.commitment import Commitment
from jiannuo.model.vocabulary import CommitmentKind, Stage, Window
from pipelines.reading.cover import outermost
from pipelines.reading.lexicon import Hit
from pipelines.reading.modality import planned_at, realised_in, rumoured
from pipelines.reading.scene import Scene

_REACH = 5
_CLOSE = 24
_SAID = 40
_TITLE = 36
_DENIED = 14
_OF_WHICH = "其中"
_COUNTED_PART = re.compile(r"\d+[条栋座幢][^,。;]{0,8}$")
_NOUNS = frozenset({Stage.STARTED, Stage.UNDER_CONSTRUCTION, Stage.COMPLETED, Stage.OPERATING})
_IN_USE = frozenset(
    {CommitmentKind.FACILITY, CommitmentKind.PLATFORM, CommitmentKind.DISTRICT, CommitmentKind.SERVICE}
)
_SETBACKS = frozenset({Stage.DELAYED, Stage.CANCELLED})
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
    """Every stage word of one text that is not part of a name, judged once, when first asked for."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._hits = outermost(scene.words.all(scene.cues.fact))
        self._starts = [hit.start for hit in self._hits]
        self._judged: dict[int, StageCue | None] = {}

    def within(self, start: int, end: int) -> list[StageCue]:
        """The cues that begin inside [start, end)."""
        between = range(bisect_left(self._starts, start), bisect_left(self._starts, end))
        return [cue for index in between if (cue := self._cue(index)) is not None]

    def _cue(self, index: int) -> StageCue | None:
        if index not in self._judged:
            hit = self._hits[index]
            self._judged[index] = _cue(self._scene, hit) if _stands(self._scene, hit) else None
        return self._judged[index]


def furthest(commitment: Commitment, cues: Iterable[StageCue]) -> StageCue | None:
    """The cue that is furthest on the commitment's ladder; off the ladder counts least."""
    best: StageCue | None = None
    for cue in cues:
        if best is None or _rank(commitment, cue.stage) > _rank(commitment, best.stage):
            best = cue
    return best


def achieved(scene: Scene, commitment: Commitment, cue: StageCue) -> bool:
    """Whether a result needs no registered measure: the word says all, or the clause counts what is done.

    A promised count is only fulfilled by its own count.
    """
    if cue.word in scene.cues.outright:
        return True
    if commitment.kind is CommitmentKind.METRIC:
        return False
    _, high = scene.near(cue.start, Window.CLAUSE)
    after = scene.text[cue.end : min(high, cue.end + _CLOSE)]
    solves = commitment.kind is CommitmentKind.FIELD and cue.word in scene.cues.solvers
    if solves and any(word in after for word in scene.cues.solved):
        return True
    sentence, _ = scene.near(cue.start, Window.SENTENCE)
    text = scene.text[max(sentence, cue.start - _SAID) : cue.end]
    told = scene.sections.past(cue.start) or any(word in text for word in scene.cues.aspect)
    return told and counted(scene, commitment, cue)


def counted(scene: Scene, commitment: Commitment, cue: StageCue) -> bool:
    """Whether a figure stands beside a word of result (落地研发项目129个; 已在9家工厂落地).

    It tells a result where nothing else is told. A promised count is only fulfilled by its own count.
    """
    if cue.stage is not Stage.RESULT or commitment.kind is CommitmentKind.METRIC:
        return False
    low, high = scene.near(cue.start, Window.CLAUSE)
    if any(word in scene.text[low : cue.start] for word in scene.cues.contents):
        return False
    return bool(scene.figures.within(max(low, cue.start - _CLOSE), min(high, cue.end + _CLOSE)))


def _cue(scene: Scene, hit: Hit) -> StageCue:
    stage = _whole(scene, scene.cues.fact[hit.word], hit)
    if stage in _SETBACKS:
        # 将延至2027年 is a delay already.
        fact = not rumoured(scene, hit.start)
    else:
        fact = not planned_at(scene, hit.start, hit.end) and not _only_after(scene, hit)
    return StageCue(stage, fact, hit.start, hit.end, hit.word)


def _stands(scene: Scene, hit: Hit) -> bool:
    """Whether the word is a verb of the text: not part of a name or title, not negated."""
    if scene.names.holds(hit) or scene.names.begins_in(hit) or _negated(scene, hit) or _asked(scene, hit):
        return False
    if scene.quoted.holds(hit):
        return False
    if hit.word in scene.cues.document_verbs and not _of_document(scene, hit):
        return False
    if hit.word in scene.cues.launch_verbs and not _with_object(scene, hit, scene.cues.launched):
        return False
    noun = scene.text.startswith(scene.cues.noun_after, hit.end)
    return not (noun and scene.cues.fact[hit.word] in _NOUNS)


def _asked(scene: Scene, hit: Hit) -> bool:
    """赛马制落地了吗? tells nothing: the answer does."""
    _, high = scene.near(hit.start, Window.SENTENCE)
    return "?" in scene.text[max(hit.end, high - 2) : high]


def _of_document(scene: Scene, hit: Hit) -> bool:
    """发布…办法, and 行动计划出炉: what is issued stands after the verb or right before it."""
    if scene.text[max(0, hit.start - 8) : hit.start].rstrip('》")正式').endswith(scene.cues.documents):
        return True
    return _with_object(scene, hit, scene.cues.documents)


def _with_object(scene: Scene, hit: Hit, objects: tuple[str, ...]) -> bool:
    """发布 issues a policy only where a plan or a rule follows; 启动 starts only a programme or a project."""
    _, high = scene.near(hit.start, Window.CLAUSE)
    after = scene.text[hit.end : min(high, hit.end + _TITLE)]
    return any(word in after for word in objects)


def _rank(commitment: Commitment, stage: Stage) -> tuple[int, float]:
    if stage in commitment.ladder:
        rank = commitment.ladder.index(stage)
        if stage is Stage.RESULT and commitment.kind in _IN_USE and Stage.OPERATING in commitment.ladder:
            # What is in use and has results is in use.
            return 1, min(rank, commitment.ladder.index(Stage.OPERATING) - 0.5)
        return 1, rank
    return (2, 0) if stage in _SETBACKS else (0, _ORDER[stage])


def _whole(scene: Scene, stage: Stage, hit: Hit) -> Stage:
    """A part that is topped out or finished leaves the whole under construction."""
    if stage not in (Stage.TOPPED_OUT, Stage.COMPLETED):
        return stage
    low, _ = scene.near(hit.start, Window.CLAUSE)
    sentence, _ = scene.near(hit.start, Window.SENTENCE)
    before = scene.text[max(low, hit.start - 12) : hit.start]
    piece = any(word in before for word in scene.cues.pieces)
    if not piece and ("全部" in before or hit.word.startswith("全")):
        return stage
    part = piece or any(word in before for word in scene.cues.partial) or _counted_part(scene, hit, before)
    part = part or scene.text.startswith(_OF_WHICH, sentence)
    return Stage.UNDER_CONSTRUCTION if part else stage


def _counted_part(scene: Scene, hit: Hit, before: str) -> bool:
    """3栋完工 leaves a rest where the sentence tells of one (其余两栋…) or has counted more."""
    if not _COUNTED_PART.search(before):
        return False
    low, high = scene.near(hit.start, Window.SENTENCE)
    if scene.text[high - 1 : high] == ";":
        _, high = scene.near(high, Window.SENTENCE)
    return any(word in scene.text[low:high] for word in scene.cues.remainder)


def _only_after(scene: Scene, hit: Hit) -> bool:
    """通车后仅需5分钟: what will be once it is so; 投用后已服务… is so already."""
    if scene.text[hit.end : hit.end + 1] != "后":
        return False
    _, high = scene.near(hit.start, Window.SENTENCE)
    return not realised_in(scene, hit.end, high)


def _negated(scene: Scene, hit: Hit) -> bool:
    low, _ = scene.near(hit.start, Window.CLAUSE)
    before = scene.text[max(low, hit.start - _REACH) : hit.start]
    return any(word in before for word in scene.cues.negation)


def denied(scene: Scene, position: int) -> bool:
    """Whether the clause says before ``position`` that it has not come to that: 尚未拨付3600万元."""
    low, _ = scene.near(position, Window.CLAUSE)
    before = scene.text[max(low, position - _DENIED) : position]
    return any(len(word) > 1 and word in before for word in scene.cues.negation)
