"""Which stage a clause states, and whether as fact or only as plan: modality beats the verb."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from jiannuo.model.commitment import Commitment
from jiannuo.model.vocabulary import CommitmentKind, Stage, Window
from pipelines.reading.cover import outermost
from pipelines.reading.modality import planned_at, realised_in, rumoured
from pipelines.reading.scene import Scene
from pipelines.reading.words import Hit

_REACH = 5
_CLOSE = 24
_SAID = 40
_TITLE = 36
_DENIED = 14
_OF_WHICH = "其中"
_COUNTED_PART = re.compile(r"\d+[条栋座幢][^,。;]{0,8}$")
# 会议通过…办法; 通过实施…计划 only tells by what means.
_BY_VOTE = "通过"
_PASSERS = ("会", "会议", "审议", "表决", "讨论")
# 建设中,… is so; 建设|中国… is not.
_DURING = "中"
_IN_THE_MIDST = re.compile(r"的|[^\u4e00-\u9fff]|$")
# 竣工时间调整到2026年 is a delay; 面积调整到24.1万平方米 is none.
_RESCHEDULED = frozenset({"调整到", "调整至", "时间调整到", "推至", "推到"})
_RUN = frozenset({"运营", "运行"})
_WHO_RUNS = re.compile(r"(?:由[^,。;]{2,20}|(?:院|局|公司|集团|所|会|中心))$")
_SOME = re.compile(r"\d+(?:多|余)?[个项家支条](?!月)[^,。;\d]{0,12}$")
# 签约前他们去看了…, 投用前的检查: it has not come to that.
_BEFORE_IT = re.compile(r"之?前(?![期列沿景途往来端台方身])")
# 重大专项启动, not 启动了…; 启动仪式 is a word of its own.
_CLOSED = re.compile(r"以来|后|[,。;、!?\n]|$")
# 《…若干措施》近日|发布, 《…实施方案》经市委深改委|审议通过
_ISSUED_WHEN = re.compile(
    r"(?:近日|日前|今[日天]|昨[日天]|已经?|正式|对外|公开|全文|[于在]?(?:\d+月)?\d+日|[经由][^,。;》]{2,16}|(?<=[》)\"])[^,。;《》]{0,6}(?:会议|全会|常委会))+$"
)
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
        fact = scene.cues.fact
        self._hits = [hit for hit in outermost(scene.words.all(fact)) if fact[hit.word] is not Stage.NONE]
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
    if stage in _SETBACKS and _of_some(scene, hit):
        # 18个项目中有1个终止: the rest goes on.
        return StageCue(Stage.RESULT, False, hit.start, hit.end, hit.word)
    if stage in _SETBACKS:
        # 将延至2027年 is a delay already.
        fact = not rumoured(scene, hit.start)
    elif stage is Stage.POLICY_ISSUED and hit.word.startswith("起"):
        # 自7月1日起施行: what has its day is issued, be the day still to come.
        fact = not planned_at(scene, hit.start, hit.end, dated=False)
    else:
        fact = not planned_at(scene, hit.start, hit.end) and not _only_after(scene, hit)
    return StageCue(stage, fact, hit.start, hit.end, hit.word)


def _of_some(scene: Scene, hit: Hit) -> bool:
    low, _ = scene.near(hit.start, Window.CLAUSE)
    return _SOME.search(scene.text, max(low, hit.start - _CLOSE), hit.start) is not None


def _stands(scene: Scene, hit: Hit) -> bool:
    """Whether the word is a verb of the text: not part of a name or title, not negated."""
    if scene.names.holds(hit) or scene.names.begins_in(hit) or _negated(scene, hit) or _asked(scene, hit):
        return False
    if scene.quoted.holds(hit):
        return False
    if hit.word.endswith(_DURING) and _IN_THE_MIDST.match(scene.text, hit.end) is None:
        return False
    if _BEFORE_IT.match(scene.text, hit.end) and scene.cues.fact[hit.word] is not Stage.RESULT:
        return False
    if hit.word in _RUN and _runs(scene, hit):
        return False
    if hit.word in scene.cues.pushed and not scene.sections.past(hit.start):
        return False
    if hit.word in _RESCHEDULED and not scene.dates.within(hit.end, hit.end + _CLOSE):
        return False
    if hit.word in scene.cues.document_verbs and not _of_document(scene, hit):
        return False
    if hit.word in scene.cues.launch_verbs and not _launches(scene, hit):
        return False
    noun = scene.text.startswith(scene.cues.noun_after, hit.end)
    return not (noun and scene.cues.fact[hit.word] in _NOUNS)


def _runs(scene: Scene, hit: Hit) -> bool:
    """某院运营的平台: only who runs it."""
    low, _ = scene.near(hit.start, Window.CLAUSE)
    return scene.text.startswith("的", hit.end) and _WHO_RUNS.search(scene.text, low, hit.start) is not None


def _asked(scene: Scene, hit: Hit) -> bool:
    """赛马制落地了吗? tells nothing: the answer does."""
    _, high = scene.near(hit.start, Window.SENTENCE)
    return "?" in scene.text[max(hit.end, high - 2) : high]


def _launches(scene: Scene, hit: Hit) -> bool:
    """启动…专项, and 重大专项启动: what is launched stands after the verb, or right before it at the clause's end."""
    if _with_object(scene, hit, scene.cues.launched):
        return True
    before = scene.text[max(0, hit.start - 8) : hit.start].rstrip('》")正式全面')
    return before.endswith(scene.cues.launched) and _CLOSED.match(scene.text, hit.end) is not None


def _of_document(scene: Scene, hit: Hit) -> bool:
    """发布…办法, and 《…若干措施》近日发布: what is issued stands after the verb, or before it in its clause."""
    low, _ = scene.near(hit.start, Window.CLAUSE)
    before = _ISSUED_WHEN.sub("", scene.text[max(low, hit.start - _TITLE) : hit.start]).rstrip('》")')
    if before.endswith(scene.cues.documents):
        return True
    if hit.word == _BY_VOTE and not (
        before.rstrip("还也已").endswith(_PASSERS) or scene.text.startswith(("了", "《"), hit.end)
    ):
        return False
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
