"""Which stretch of text speaks of a name: its clause, then on until another name takes over."""

import re
from bisect import bisect_left
from collections.abc import Iterable

from jiannuo.model.vocabulary import Window
from pipelines.reading.anchors import Scene
from pipelines.reading.lexicon import Hit

Span = tuple[int, int]

_OTHERS_TOO = re.compile(r"等(?:\d+[家个所名位])?(?:单位|机构|企业|高校|部门|嘉宾)|等\d+[家所名位]")


class Starts:
    """Where other names begin."""

    def __init__(self, hits: Iterable[Hit]) -> None:
        self._starts = sorted(hit.start for hit in hits)

    def any_in(self, start: int, end: int) -> bool:
        """Whether one of them begins inside [start, end)."""
        index = bisect_left(self._starts, start)
        return index < len(self._starts) and self._starts[index] < end


def zone(scene: Scene, hit: Hit, others: Starts) -> list[Span]:
    """Spans whose verbs and figures belong to the name at ``hit``.

    Its own clause; the following clauses of the sentence until one names another commitment; the
    clause before when it names none; and a next sentence that only carries on (目前…, 该项目…).
    """
    low, high = scene.segments.around(hit.start, Window.CLAUSE)
    first, last = scene.segments.around(hit.start, Window.SENTENCE)
    spans = [(low, high)]
    for start, end in scene.segments.within(high, last, Window.CLAUSE) if high < last else ():
        if others.any_in(start, end):
            break
        spans.append((start, end))
    if low > first:
        start, end = scene.segments.around(low - 1, Window.CLAUSE)
        if start >= first and not others.any_in(start, end):
            spans.insert(0, (start, end))
    if spans[-1][1] >= last and (following := _carried_on(scene, hit, last, others)):
        spans.append(following)
    return spans


def one_of_many(scene: Scene, hit: Hit) -> bool:
    """“甲、乙、丙等19家单位提供支持”: what follows is said of all of them together, not of this one."""
    return _OTHERS_TOO.match(scene.text, hit.end) is not None


def verb_before(scene: Scene, hit: Hit) -> Span | None:
    """The sentence before, when this one only lists its members: “…集中开工。其中有甲、乙。”"""
    start, _ = scene.segments.around(hit.start, Window.SENTENCE)
    lead = scene.text[start : hit.start]
    if start == 0 or not any(word in lead for word in scene.cues.members):
        return None
    return scene.segments.around(start - 1, Window.SENTENCE)


def _carried_on(scene: Scene, hit: Hit, last: int, others: Starts) -> Span | None:
    if last >= scene.segments.length:
        return None
    if scene.text[last - 1 : last] == "\n" and not _takes_up(scene, hit, last):
        return None
    start, end = scene.segments.around(last, Window.SENTENCE)
    head = scene.text[start : start + 6]
    if any(head.startswith(word) for word in scene.cues.anaphora) and not others.any_in(start, end):
        return start, end
    return None


def _takes_up(scene: Scene, hit: Hit, start: int) -> bool:
    """Whether a new paragraph opens with the tail of the name (中心…) or points back at it (该…)."""
    head = scene.text[start : start + 3]
    return head.startswith((hit.word[-2:], "该", "这一", "这座", "这个"))
