"""Which stretch of text speaks of a name: its clause, then on until another name takes over."""

from jiannuo.model.vocabulary import Window
from pipelines.reading.anchors import Scene
from pipelines.reading.lexicon import Hit

Span = tuple[int, int]


def zone(scene: Scene, hit: Hit, others: list[Hit]) -> list[Span]:
    """Spans whose verbs and figures belong to the name at ``hit``.

    Its own clause; the following clauses of the sentence until one names another commitment; the
    clause before when it names none; and a next sentence that only carries on (目前…, 该项目…).
    """
    low, high = scene.segments.around(hit.start, Window.CLAUSE)
    first, last = scene.segments.around(hit.start, Window.SENTENCE)
    spans = [(low, high)]
    for start, end in scene.segments.within(high, last, Window.CLAUSE):
        if start < high or _named(others, start, end):
            if start >= high:
                break
            continue
        spans.append((start, end))
    if low > first:
        start, end = scene.segments.around(low - 1, Window.CLAUSE)
        if start >= first and not _named(others, start, end):
            spans.insert(0, (start, end))
    if spans[-1][1] >= last and (following := _carried_on(scene, last, others)):
        spans.append(following)
    return spans


def verb_before(scene: Scene, hit: Hit) -> Span | None:
    """The sentence before, when this one only lists its members: “…集中开工。其中有甲、乙。”"""
    start, _ = scene.segments.around(hit.start, Window.SENTENCE)
    lead = scene.text[start : hit.start]
    if start == 0 or not any(word in lead for word in scene.cues.members):
        return None
    return scene.segments.around(start - 1, Window.SENTENCE)


def _named(others: list[Hit], start: int, end: int) -> bool:
    return any(start <= other.start < end for other in others)


def _carried_on(scene: Scene, last: int, others: list[Hit]) -> Span | None:
    if last >= scene.segments.length or scene.text[last - 1 : last] == "\n":
        return None
    start, end = scene.segments.around(last, Window.SENTENCE)
    head = scene.text[start : start + 6]
    if any(head.startswith(word) for word in scene.cues.anaphora) and not _named(others, start, end):
        return start, end
    return None
