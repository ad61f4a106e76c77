"""Word boundaries by segmentation: 重庆|大学城 is the place, 重庆大学|城市学院 is not."""

from collections.abc import Iterable
from functools import cached_property, lru_cache
from itertools import accumulate

from pipelines.reading.segmenter import Segmenter
from pipelines.reading.words import Hit

LONGEST_DOUBTFUL = 5
_REACH = 8


class Boundaries:
    """Says whether a short name stands as a word of its own.

    The dictionary (a tenth of a second and some 18 MB) is loaded when the first doubtful name is met.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = [name for name in names if 1 < len(name) <= LONGEST_DOUBTFUL]
        # A text asks the same of one name for several promises.
        self._ends = lru_cache(maxsize=1024)(self._ends_in)

    def stands(self, text: str, hit: Hit) -> bool:
        """Whether the name at ``hit`` begins and ends where words do; longer names always stand."""
        if len(hit.word) > LONGEST_DOUBTFUL or not (_han(text, hit.start - 1) or _han(text, hit.end)):
            return True
        low = max(0, hit.start - _REACH)
        ends = self._ends(text[low : hit.end + _REACH])
        return hit.start - low in ends and hit.end - low in ends

    def _ends_in(self, text: str) -> frozenset[int]:
        """Where words begin or end in a short piece of text."""
        return frozenset(accumulate(map(len, self._segmenter.cut(text)), initial=0))

    @cached_property
    def _segmenter(self) -> Segmenter:
        return Segmenter(self._names)


def _han(text: str, position: int) -> bool:
    return 0 <= position < len(text) and "\u4e00" <= text[position] <= "\u9fff"
