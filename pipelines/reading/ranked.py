"""Lists told in the same order: “甲、乙分别达118家、5108家” gives each name the figure at its own place."""

import re

from jiannuo.model.commitment import Commitment, Target
from jiannuo.model.vocabulary import ReadingKind, Window
from pipelines.reading.anchors import Touch
from pipelines.reading.attached import Attached
from pipelines.reading.figures import Figure
from pipelines.reading.knowledge import asides
from pipelines.reading.scene import Scene

_LIST = re.compile(r"[、和与及]")
_COUNTED = re.compile(r"\d(?:[、和与及]|$)")
_NAMES_END = re.compile(r"[,。;:\d]|分别|总|数量|达|增|均|双双|各")
_FLOW = re.compile(r"新[增认入获培]|净增|报备")
_RELATIVE = frozenset({ReadingKind.GROWTH, ReadingKind.MULTIPLE})


def in_turn(scene: Scene, touch: Touch, figure: Figure, low: int, high: int) -> bool:
    """Whether a figure in [low, high) is not that of another name in the list of names that ``touch`` is in."""
    run = run_of(scene, figure)
    place, of = _place_in_list(scene, touch) if len(run) > 1 else (0, 1)
    ordered = of > 1 and len(run) == of and touch.hit.end < run[0].start
    if ordered and False not in scene.places.homes_in(low, run[0].start):
        return run[place] == figure
    split = scene.text.find("分别", low, high)
    if split < 0 or not low <= touch.hit.start < split or figure.start < split:
        return True
    figures = [one.start for one in scene.figures.within(split, high) if one.unit == figure.unit]
    homes = scene.places.homes_in(low, split)
    if len(homes) == len(figures) and False in homes:
        # 全市、甲区、乙区的企业分别为…: the list is one of places.
        return figure.start in figures and homes[figures.index(figure.start)]
    place = len(_LIST.findall(scene.text, low, touch.hit.start))
    return figure.start in figures[place : place + 1]


def by_rank(
    scene: Scene, commitment: Commitment, touch: Touch, found: list[Attached]
) -> list[tuple[Target, Figure]]:
    """Figures of the sentence that only their place in a list gives to the name, each with its measure.

    “甲、乙双双攀高,达到6.8万家、8800家” by the place of the name; “甲6.8万家、乙8800家,增长15%、9%” by that of its count.
    """
    _, end = scene.near(touch.hit.start, Window.SENTENCE)
    place, of = _place_in_list(scene, touch)
    told: list[tuple[Target, Figure]] = []
    for run in scene.figures.lists(touch.hit.end, end):
        at = place if of == len(run) else _place_of_count(scene, touch, found, run)
        if at is None or any(one.figure == run[at] for one in found) or _of_else(scene, touch, run[0]):
            continue
        target = _target(scene, commitment, touch, run[at])
        if target is not None:
            told.append((target, run[at]))
    return told


def _target(scene: Scene, commitment: Commitment, touch: Touch, figure: Figure) -> Target | None:
    low, _ = scene.near(figure.start, Window.CLAUSE)
    flow = _FLOW.search(scene.text, min(low, touch.hit.start), figure.start) is not None
    able = [
        one
        for one in commitment.targets
        if figure.unit in one.units or (one.units and figure.kind in _RELATIVE)
    ]
    return next((one for one in able if one.flow is flow), able[0] if able else None)


def _of_else(scene: Scene, touch: Touch, first: Figure) -> bool:
    """Whether a list tells of an attribute (甲、乙的贷款余额) or of several places, not of how many there are."""
    sentence, _ = scene.near(touch.hit.start, Window.SENTENCE)
    if False in scene.places.homes_in(sentence, first.start):
        return True
    return any(word in scene.text[touch.hit.end : first.start] for word in asides().attributes)


def _place_in_list(scene: Scene, touch: Touch) -> tuple[int, int]:
    """Which of how many listed nouns the name is; (0, 1) where it stands alone."""
    low, high = scene.near(touch.hit.start, Window.CLAUSE)
    before = _LIST.findall(scene.text, low, touch.hit.start)
    stop = _NAMES_END.search(scene.text, touch.hit.end, high)
    after = _LIST.findall(scene.text, touch.hit.end, stop.start() if stop else high)
    if _COUNTED.search(scene.text, low, touch.hit.start):
        return 0, 1
    return len(before), len(before) + 1 + len(after)


def _place_of_count(scene: Scene, touch: Touch, found: list[Attached], run: list[Figure]) -> int | None:
    """The rank of the name's own count among the counts told before a list of as many growths."""
    if run[0].kind not in _RELATIVE:
        return None
    start, _ = scene.near(touch.hit.start, Window.SENTENCE)
    own = [
        one.figure
        for one in found
        if touch.hit.end <= one.figure.start < run[0].start and one.kind is ReadingKind.FACT
    ]
    if not own:
        return None
    counts = [one for one in scene.figures.within(start, run[0].start) if one.unit == own[0].unit]
    return counts.index(own[0]) if len(counts) == len(run) and own[0] in counts else None


def run_of(scene: Scene, figure: Figure) -> list[Figure]:
    """The list that a figure is in; itself where it is in none."""
    return scene.figures.list_of(figure, *scene.near(figure.start, Window.SENTENCE))
