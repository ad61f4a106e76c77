"""When something held: the date that its clause or sentence gives it, else the report's own."""

import re
from datetime import date

from jiannuo.model.vocabulary import Window
from jiannuo.model.when import When
from pipelines.reading.dates import DateHit
from pipelines.reading.scene import Scene

_THAN = ("较", "比", "比较", "相比", "与", "同", "由")
_ONGOING = re.compile(r"[从自](?:20\d\d年|去年|前年|今年)")
_SINCE = re.compile(r"以来|[年月日](?:来|起)|至今")


def effective_at(scene: Scene, position: int, published: When | None) -> When | None:
    """The date in the clause, else the sentence before the verb, else the report's own date."""
    for window in (Window.CLAUSE, Window.SENTENCE):
        low, high = scene.near(position, window)
        dates = [hit for hit in scene.dates.within(low, high) if not _compared(scene, hit, position)]
        before = [hit for hit in dates if hit.start <= position]
        if before or (dates and window is Window.CLAUSE):
            return (before or dates)[-1].when
    return published


def before(scene: Scene, start: date | None, effective: When | None, position: int) -> bool:
    """Whether it was so before anything was promised; what began then and goes on (从2021年10月起) is not."""
    if effective is None or start is None or effective.last_day() >= start:
        return False
    clause, _ = scene.near(position, Window.CLAUSE)
    low, _ = scene.near(position, Window.SENTENCE)
    return bool(scene.dates.within(clause, position)) and _ONGOING.search(scene.text, low, position) is None


def _compared(scene: Scene, hit: DateHit, position: int) -> bool:
    """较2017年增长… compares with then; 自2018年启动以来累计… counts since then."""
    if scene.text[max(0, hit.start - 2) : hit.start].endswith(_THAN):
        return True
    return _SINCE.search(scene.text, hit.end, max(hit.end, position)) is not None
