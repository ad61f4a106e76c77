"""Word boundaries by segmentation: 重庆|大学城 is the place, 重庆大学|城市学院 is not."""

from collections.abc import Iterable
from functools import cached_property

from pipelines.reading.lexicon import Hit
from pipelines.reading.segmenter import Segmenter

LONGEST_DOUBTFUL = 5
_REACH = 8


class Boundaries:
    """Says whether a short name stands as a word of its own.

    The dictionary (a tenth of a second and some 18 MB) is loaded when the first doubtful name is met.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = [name for name in names if 1 < len(name) <= LONGEST_DOUBTFUL]

    def stands(self, text: str, hit: Hit) -> bool:
        """Whether the name at ``hit`` begins and ends where words do; longer names always stand."""
        if len(hit.word) > LONGEST_DOUBTFUL or not (_han(text, hit.start - 1) or _han(text, hit.end)):
            return True
        low = max(0, hit.start - _REACH)
        ends = {low}
        position = low
        for word in self._segmenter.cut(text[low : hit.end + _REACH]):
            position += len(word)
            ends.add(position)
        return hit.start in ends and hit.end in ends

    @cached_property
    def _segmenter(self) -> Segmenter:
        return Segmenter(self._names)


def _han(text: str, position: int) -> bool:
    return 0 <= position < len(text) and "\u4e00" <= text[position] <= "\u9fff"
