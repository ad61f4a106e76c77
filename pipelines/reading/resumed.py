"""Where a later sentence points back to a thing named before: “该基地占地200亩”, “这家研究院已签协议8份”."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from jiannuo.model.vocabulary import CommitmentKind, Window
from pipelines.reading.anchors import Touch
from pipelines.reading.counted import SOLID
from pipelines.reading.scene import Scene
from pipelines.reading.words import Hit

# Nobody points back more often to one thing.
_MOST = 6
_TAIL = 2
_PROGRAMME = "专项"
_NEAR = 6
# Further on a text speaks of something else.
_REACH = 1500
_KINDS = SOLID | {CommitmentKind.FIELD}
_HEAD = re.compile(r"[\s,。;:!?、\"'(》)]$|^$")
_GOES_BY = re.compile(r"(?:该|此|本)$|(?:这|那)[家座个条所处片项][^,。;:、\d]{0,10}$")


def resumed(scene: Scene, touched: list[Touch]) -> list[Touch]:
    """The places that point back to what ``touched`` names, each as a touch of its own, in the order of the text.

    A thing is pointed at by the end of its name (该基地, 这家…研究院), a field's programme by 专项 that opens a
    sentence, as long as nothing else that ends so was named since.
    """
    found: dict[int, Touch] = {}
    for touch in touched:
        if touch.use.commitment.kind not in _KINDS or touch.use.anchor.territory:
            continue
        tail = _tail(scene, touch)
        for start in _pointers(scene, touch, tail) if tail else ():
            found.setdefault(start, replace(touch, hit=Hit(tail, start, start + len(tail))))
            if len(found) >= _MOST:
                return [found[at] for at in sorted(found)]
    return [found[at] for at in sorted(found)]


def _tail(scene: Scene, touch: Touch) -> str:
    """By which noun the thing is pointed at; empty where its name does not end as the thing is called."""
    if touch.use.commitment.kind is CommitmentKind.FIELD:
        at = scene.text.find(_PROGRAMME, touch.hit.start, touch.hit.end + _NEAR)
        return _PROGRAMME if at >= 0 else ""
    return touch.hit.word[-_TAIL:]


def _pointers(scene: Scene, touch: Touch, tail: str) -> Iterator[int]:
    """Where ``tail`` points back to the name, until another noun ends so."""
    for found in _of(tail).finditer(scene.text, touch.hit.end + _NEAR, touch.hit.end + _REACH):
        start = found.start()
        if scene.names.covers(start):
            return
        low, _ = scene.near(start, Window.CLAUSE)
        before = scene.text[low:start]
        opens = (
            touch.use.commitment.kind is CommitmentKind.FIELD and low == scene.near(start, Window.SENTENCE)[0]
        )
        if _GOES_BY.search(before) or (opens and not before):
            yield start
        elif not _HEAD.search(before):
            return


@lru_cache(maxsize=512)
def _of(tail: str) -> re.Pattern[str]:
    return re.compile(re.escape(tail))
