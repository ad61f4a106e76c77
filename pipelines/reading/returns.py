"""Sentences further on that come back to a thing by the last word of its name: 装置自7月起试运行, 该中心攻克…"""

import re

from jiannuo.model.vocabulary import Window
from pipelines.reading.openers import after_date
from pipelines.reading.scene import Scene
from pipelines.reading.words import Hit

Span = tuple[int, int]
# What a building, a body or a site is called again by; other last words of names are too common.
_TAILS = (
    "实验装置",
    "装置",
    "模拟器",
    "实验室",
    "会堂",
    "公园",
    "生态城",
    "创新区",
    "研究院",
    "产业基地",
    "基地",
    "平台",
    "中心",
    "科技园",
)
_MOST_SENTENCES = 10
_POINTS = re.compile(r"(?:该|这[一座个家条所](?:[^,。;]{0,10}的)?)")
# 装置自去年…, 装置已…; not 中心城区, 平台经济.
_ITSELF = re.compile(r"[自从已于将在目近今去现正也还共累计获完建开投启主首年,\d]")


def returns(scene: Scene, hit: Hit) -> list[Span]:
    """The sentences after that of ``hit`` which open with its last word, until another thing is named so."""
    tail = next((one for one in _TAILS if hit.word.endswith(one) and hit.word != one), None)
    if tail is None:
        return []
    _, low = scene.near(hit.start, Window.SENTENCE)
    high = min(scene.segments.length, low + 800)
    found: list[Span] = []
    if scene.text.find(tail, low, high) < 0:
        return found
    for start, end in scene.segments.within(low, high, Window.SENTENCE)[:_MOST_SENTENCES]:
        if _opens(scene, tail, start, end):
            found.append((start, end))
        if any(
            other.word.endswith(tail) and other.word != hit.word for other in scene.names.within(start, end)
        ):
            break
    return found


def _opens(scene: Scene, tail: str, start: int, end: int) -> bool:
    head = after_date(scene.text, start, end)
    for at in (start, head):
        pointed = _POINTS.match(scene.text, at)
        noun = pointed.end() if pointed else at
        if scene.text.startswith(tail, noun):
            after = noun + len(tail)
            return pointed is not None or _ITSELF.match(scene.text, after) is not None
    return False
