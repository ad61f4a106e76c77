"""Which stretch of text speaks of a name: its clause, then on until another name takes over."""

import re
from bisect import bisect_left
from collections.abc import Iterable

from jiannuo.model.vocabulary import Window
from pipelines.reading.anchors import is_predicate
from pipelines.reading.returns import returns
from pipelines.reading.scene import Scene
from pipelines.reading.words import Hit

Span = tuple[int, int]
_MOST_CARRIED = 3
_CLOSED = re.compile(r"等\d+个[^,。;]{0,6}项目")
_GROUP_REACH = 320
_POINTED = re.compile(r"该([院校区城园谷岛街室路馆堂所])")
# 该路 points back to a 大道 as well.
_ALIKE = {"路": "路道", "道": "路道"}
_SINCE_THEN = re.compile(
    r"[^,。;:\d]{0,4}?(?:\d+|[一二两三四五六七八九十数几半]+)?[多余]?个?[年月]?[多余]?(?:以来|来|后|至今|之初|起),"
)

_LIST = 40
_FOR = re.compile(r"[为给向][^,。;]*$")
_IS_SERVED = re.compile(
    r"(?:[、和与及][^,。;、和与及]{2,16})*?(?:等|等地|片区|地块)?(?:供电|供水|供气|供热|供能|送电|提供|服务|配套|保驾|输送|引流|助力|解决)"
)
_OTHERS_TOO = re.compile(r"等(?:\d+[家个所名位])?(?:单位|机构|企业|高校|部门|嘉宾)|等\d+[家所名位]")


class Starts:
    """Where other names begin: all names that stand for something, but not those of the one thing looked at."""

    def __init__(self, hits: Iterable[Hit], own: frozenset[Span] = frozenset()) -> None:
        self._spans = sorted((hit.start, hit.end) for hit in hits)
        self._own = own

    def without(self, own: frozenset[Span]) -> "Starts":
        """The same but for the names at ``own``; nothing is sorted again."""
        other = Starts(())
        other._spans, other._own = self._spans, own
        return other

    def any_in(self, start: int, end: int) -> bool:
        """Whether one of them begins inside [start, end)."""
        for index in range(bisect_left(self._spans, (start, 0)), len(self._spans)):
            if self._spans[index][0] >= end:
                return False
            if self._spans[index] not in self._own:
                return True
        return False


def zone(scene: Scene, hit: Hit, others: Starts, territory: bool = False) -> list[Span]:
    """Spans whose verbs and figures belong to the name at ``hit``.

    Its own clause; the following clauses of the sentence until one names another commitment; the
    clause before when the sentence names no other up to here and the name is no mere object; and next
    sentences that only carry on (目前…, 该项目…). A ``territory`` goes on after the list of its projects
    (…等21个项目, 总投资…). What only is something (这是首家…) is told no more than that.
    """
    low, high = scene.near(hit.start, Window.CLAUSE)
    first, last = scene.near(hit.start, Window.SENTENCE)
    spans = [(low, high)]
    if is_predicate(scene, hit):
        return spans
    spans += _until_another(scene, others, high, last)
    if territory:
        spans += _after_list(scene, spans[-1][1], last)
    if low > first and not is_object(scene, hit):
        start, end = scene.near(low - 1, Window.CLAUSE)
        if start >= first and not others.any_in(first, end):
            spans.insert(0, (start, end))
    if spans[-1][1] >= last:
        spans += _carried_on(scene, hit, last, others)
    for start, end in returns(scene, hit):
        spans += [span for span in _until_another(scene, others, start, end) if span not in spans]
    return spans


def beyond_semicolon(scene: Scene, hit: Hit, spans: list[Span], others: Starts) -> list[Span]:
    """What goes on after a semicolon about the same thing: only its figures are taken from there, not its verbs."""
    end = spans[-1][1]
    if scene.text[end - 1 : end] != ";" or end <= hit.start:
        return []
    return _until_another(scene, others, *scene.near(end, Window.SENTENCE))


def is_object(scene: Scene, hit: Hit) -> bool:
    """Whether a word before the name makes it an object or a landmark (东至科学大道); 名单为… only lists."""
    low, _ = scene.near(hit.start, Window.CLAUSE)
    before = scene.text[max(low, hit.start - 4) : hit.start]
    return before.endswith(scene.cues.object_before) and not before.endswith(scene.cues.members)


def _after_list(scene: Scene, start: int, end: int) -> list[Span]:
    """What is said of a whole list of projects after its members: “包括甲、乙等21个项目,总投资266亿元”."""
    closed = _CLOSED.search(scene.text, start, end)
    return [(closed.start(), end)] if closed else []


def _until_another(scene: Scene, others: Starts, start: int, end: int) -> list[Span]:
    """The clauses of [start, end) up to the first that names another commitment."""
    found: list[Span] = []
    for span in scene.segments.within(start, end, Window.CLAUSE) if start < end else ():
        if others.any_in(*span):
            break
        found.append(span)
    return found


def one_of_many(scene: Scene, hit: Hit) -> bool:
    """“甲、乙、丙等19家单位提供支持”: what follows is said of all of them together, not of this one."""
    return _OTHERS_TOO.match(scene.text, hit.end) is not None


def only_served(scene: Scene, hit: Hit) -> bool:
    """“将为甲、乙和丙等供电”: what is told is told of what serves them, not of them."""
    clause, end = scene.near(hit.start, Window.CLAUSE)
    after = _IS_SERVED.match(scene.text, hit.end, end)
    return (
        after is not None and _FOR.search(scene.text, max(clause, hit.start - _LIST), hit.start) is not None
    )


def verb_before(scene: Scene, hit: Hit) -> Span | None:
    """The sentence before, when this one only lists its members: “…集中开工。其中有甲、乙。”"""
    start, _ = scene.near(hit.start, Window.SENTENCE)
    lead = scene.text[start : hit.start]
    if start == 0 or not any(word in lead for word in scene.cues.members):
        return None
    if any(word in lead for word in scene.cues.basis):
        return None
    return scene.near(start - 1, Window.SENTENCE)


def _carried_on(scene: Scene, hit: Hit, last: int, others: Starts) -> list[Span]:
    """The next sentences that take up the name without naming it, up to another commitment's name."""
    found: list[Span] = []
    for _ in range(_MOST_CARRIED):
        if last >= scene.segments.length:
            break
        cues = scene.cues.takes_up if scene.text[last - 1 : last] == "\n" else scene.cues.anaphora
        answers = not found and _is_answered(scene, hit, last)
        if not (answers or _takes_up(scene, hit, last, cues)):
            break
        start, end = scene.near(last, Window.SENTENCE)
        spans = _until_another(scene, others, start, end)
        found += spans
        if not spans or spans[-1][1] < end:
            break
        last = end
    return found


def _is_answered(scene: Scene, hit: Hit, last: int) -> bool:
    """Whether the sentence of the name asks, or tells hearsay that the next one answers."""
    if "?" in scene.text[last - 2 : last]:
        return True
    first, _ = scene.near(hit.start, Window.SENTENCE)
    if not any(scene.words.within(word, first, last) for word in scene.cues.hearsay):
        return False
    return any(word in scene.text[slice(*scene.near(last, Window.SENTENCE))] for word in scene.cues.answered)


def group_verb(scene: Scene, hit: Hit) -> Span | None:
    """The span of the verb that a whole group of projects shares, told some sentences before: “…集中开工。”"""
    low = max(0, hit.start - _GROUP_REACH)
    verbs = [one for word in scene.cues.group for one in scene.words.within(word, low, hit.start)]
    if not verbs:
        return None
    last = max(verbs, key=lambda one: one.start)
    return last.start, last.end


def _takes_up(scene: Scene, hit: Hit, start: int, cues: tuple[str, ...]) -> bool:
    """Whether a sentence opens with the tail of the name (中心…) or with a word that points back (该…), maybe
    after a word of time (挂牌一年多来,它…)."""
    when = _SINCE_THEN.match(scene.text, start)
    for head, words in ((start, cues), (when.end() if when else None, scene.cues.takes_up)):
        if head is not None and scene.text.startswith((hit.word[-2:], *words), head):
            return _agrees(scene, hit, head)
    return False


def _agrees(scene: Scene, hit: Hit, start: int) -> bool:
    """该院 points back to an institute, not to the town named with it."""
    pointed = _POINTED.match(scene.text, start)
    return pointed is None or any(sign in hit.word for sign in _ALIKE.get(pointed[1], pointed[1]))
