"""What a figure is meant as: a fact, an aim or a forecast, and as of which day."""

import re

from jiannuo.model.vocabulary import ReadingKind, Window
from jiannuo.model.when import When
from pipelines.reading.figures import Figure
from pipelines.reading.modality import planned_at, realised_in
from pipelines.reading.scene import FAR, Scene

_REACH = 12
_CAME_FROM = re.compile(
    r"[由从](?:原来的?|原先的?|最初的?|起初的?|此前的?|过去的?|当初的?|不到|不足|约|近)?$"
)
_WENT_TO = re.compile(
    r"[,]?(?:逐步|逐年|进一步|大幅|快速|已|迅速)?(?:优化|精简)?(?:降|升|增|扩|涨|跌|缩|拓|提高|提升|增长|增加|发展|下降|扩大|扩展|扩容|减少|压缩|缩短|跃升|拓展|整合)(?:到|至|为)"
)
_PERIOD = re.compile(r"[年月日]|期间|以来|[天周]")
_FORECAST = re.compile(r"预计|有望")


def kind_of(scene: Scene, figure: Figure) -> ReadingKind:
    """What the figure says of its measure: a count that is only meant or foreseen is no fact."""
    if figure.kind is not ReadingKind.FACT:
        return figure.kind
    if not planned_at(scene, figure.start):
        return ReadingKind.AIM if _in_list_of_aims(scene, figure) else ReadingKind.FACT
    sentence, _ = scene.near(figure.start, Window.SENTENCE)
    forecast = _FORECAST.search(scene.text, sentence, figure.start)
    return ReadingKind.FORECAST if forecast else ReadingKind.AIM


def _in_list_of_aims(scene: Scene, figure: Figure) -> bool:
    """“到2030年,总值突破1500亿元;运营里程达到75公里”: the day to come holds for what semicolons join to it."""
    start, _ = scene.near(figure.start, Window.SENTENCE)
    low = start
    while low and scene.text[low - 1] == ";" and figure.start - low < FAR:
        low, _ = scene.near(low - 1, Window.SENTENCE)
    return low < start and scene.dates.ahead(low, start) and not realised_in(scene, start, figure.start)


def undated_base(scene: Scene, figure: Figure) -> bool:
    """“由32家增至68家”: where a count came from is no reading when its clause tells of no time."""
    came = _CAME_FROM.search(scene.text, max(0, figure.start - _REACH), figure.start)
    if came is None or _WENT_TO.match(scene.text, figure.end) is None:
        return False
    low, _ = scene.near(figure.start, Window.CLAUSE)
    return _PERIOD.search(scene.text, low, came.start()) is None


def as_of(scene: Scene, figure: Figure, otherwise: When | None) -> When | None:
    """The last day told before the figure in its clause, else in its sentence, else ``otherwise``."""
    for window in (Window.CLAUSE, Window.SENTENCE):
        low, high = scene.segments.around(figure.start, window)
        dates = [hit for hit in scene.dates.within(low, high) if hit.end <= figure.start]
        if dates:
            return dates[-1].when
    return otherwise
