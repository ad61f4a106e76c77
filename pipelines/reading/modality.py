"""Whether what stands somewhere is fact, or only intended, aimed at, foreseen or rumoured."""

import re
from collections.abc import Collection

from jiannuo.model.vocabulary import Window
from pipelines.reading.scene import Scene
from pipelines.reading.words import Hit

# How far before a word another one can bear on it: texts without punctuation stay linear.
_FAR = 120
_SET_FOR = re.compile(
    r"(?:在即|在望|进入倒计时|指日可待)|[^,。;]{0,10}?(?:定在|定于|安排在|计划于|预计|将于|即将|将在|拟于)"
)
# 共建…的计划终止: nouns here, no modal words.
_ISSUED = ("获批", "印发", "出台", "获得批复", "通过", "正式印发", "批复", "发布", "公布")
# 项目建议书, 规划图, 准备金, 规划许可证, 规划局
_PAPERS = frozenset("书图金许局院馆师")
# 规划自然资源局, 规划和自然资源局
_OFFICES = ("自然资源", "和自然资源")
# 将额度由500万元提到1000万元: 将 only marks the object here.
_DISPOSED = re.compile(r"[^,。;于在由被会]{1,14}?(?:由|从)[^,。;]{1,14}?(?:提|调|增|扩|降|改|升|压)")
# 已支持2113名, 累计支持320个: what follows is done.
_DONE = ("已", "累计", "共", "已经", "先后", "相继")
_NOUNS = frozenset({"计划", "规划", "目标"})


def planned_at(scene: Scene, position: int, end: int = 0, *, dated: bool = True) -> bool:
    """Whether what stands at [position, end) is only intended, aimed at, foreseen or rumoured.

    ``dated`` False leaves out that its day is still to come.
    """
    verb, end = end > position, max(position, end)
    clause, high = scene.near(position, Window.CLAUSE)
    low = max(clause, position - _FAR)
    if rumoured(scene, position) or _SET_FOR.match(scene.text, end, high):
        return True
    if scene.sections.plan(position):
        return not done_in(scene, low, end)
    # A look back tells how things were pushed on (推动, 加快): there these words are no modality.
    past = scene.sections.past(position)
    modal = _last(scene, scene.cues.planned if past else scene.cues.modality, low, position)
    if modal is not None and not _is_thing_done(scene, modal, position):
        return not realised_in(scene, modal.end, end, strictly=True)
    if dated and scene.dates.ahead(low, position):
        return True
    if realised_in(scene, low, end):
        return False
    # 年末全市共有14个: a count is told as of its day, only a verb is still to come.
    if dated and verb and scene.soon.within(low, position):
        return True
    sentence, _ = scene.near(position, Window.SENTENCE)
    sentence = max(sentence, low - _FAR)
    earlier = _last(scene, scene.cues.planned, sentence, low)
    if earlier is None:
        return dated and scene.dates.ahead(sentence, low)
    return not realised_in(scene, earlier.end, end)


def _is_thing_done(scene: Scene, modal: Hit, position: int) -> bool:
    """总体规划获批: the plan is what was approved."""
    return modal.word in _NOUNS and modal.end == position and scene.text.startswith(_ISSUED, position)


def realised_in(scene: Scene, low: int, high: int, *, strictly: bool = False) -> bool:
    """Whether a word between says that it is so already (已, 了…); ``strictly`` leaves out 正式, 全面…"""
    text = scene.text[low:high]
    for word in scene.cues.realised:
        if strictly and word in scene.cues.weak:
            continue
        if word in text and not (len(word) == 1 and _only_unaspect(scene, text, word)):
            return True
    return False


def done_in(scene: Scene, low: int, high: int) -> bool:
    """Whether a word between tells that something is done even in a list of plans."""
    text = scene.text[low:high]
    return any(
        word in text and not (len(word) == 1 and _only_unaspect(scene, text, word))
        for word in scene.cues.done
    )


def _only_unaspect(scene: Scene, text: str, word: str) -> bool:
    """了 in 为了 or 除了 tells no completion."""
    for other in scene.cues.unaspect:
        text = text.replace(other, "")
    return word not in text


def rumoured(scene: Scene, position: int) -> bool:
    """Whether hearsay rules the clause, or an earlier one of the sentence that nobody has answered since."""
    sentence, _ = scene.near(position, Window.SENTENCE)
    sentence = max(sentence, position - _FAR)
    told = _last(scene, scene.cues.hearsay, sentence, position)
    return told is not None and not any(w in scene.text[told.end : position] for w in scene.cues.answered)


def _last(scene: Scene, words: Collection[str], low: int, high: int) -> Hit | None:
    found = scene.words.row(words).backwards(low, high)
    return next((hit for hit in found if not _part_of_word(scene, hit)), None)


def _part_of_word(scene: Scene, hit: Hit) -> bool:
    """要 in 重要, 计划 in the name of a programme, 支持 in 已支持 and 提出的 before a noun are no modality."""
    if scene.names.holds(hit):
        return True
    if scene.quoted.holds(hit):
        return True
    if scene.text[hit.end : hit.end + 1] == "的" and len(hit.word) > 1:
        return True
    before = scene.text[hit.start - 1 : hit.start]
    if scene.text[max(0, hit.start - 2) : hit.start].endswith(_DONE):
        return True
    if hit.word in _NOUNS and before == "的":
        return True
    if scene.text[hit.end : hit.end + 1] in _PAPERS or scene.text.startswith(_OFFICES, hit.end):
        return True
    if hit.word == "要":
        return before in set("重主需纲摘简纪")
    if hit.word == "将" and _DISPOSED.match(scene.text, hit.end):
        return True
    return hit.word == "将" and scene.text[hit.end : hit.end + 1] in set("军领士来")
