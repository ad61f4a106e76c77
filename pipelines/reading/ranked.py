"""Lists told in the same order: “甲、乙分别达118家、5108家” gives each name the figure at its own place."""

import re

from pipelines.reading.anchors import Touch
from pipelines.reading.figures import Figure
from pipelines.reading.scene import Scene

_LIST = re.compile(r"[、和与及]")


def in_turn(scene: Scene, touch: Touch, figure: Figure, low: int, high: int) -> bool:
    """In “甲、乙分别达118家、5108家” only the figure at the name's own place in the list is its own."""
    split = scene.text.find("分别", low, high)
    if split < 0 or not low <= touch.hit.start < split or figure.start < split:
        return True
    figures = [one.start for one in scene.figures.within(split, high) if one.unit == figure.unit]
    homes = scene.places.homes_in(low, split)
    if len(homes) == len(figures) and False in homes:
        # 全市、甲区、乙区的企业分别为…: the list is one of places.
        return figure.start in figures and homes[figures.index(figure.start)]
    place = len(_LIST.findall(scene.text[low : touch.hit.start]))
    return figure.start in figures[place : place + 1]
