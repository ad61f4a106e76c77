"""Word boundaries by segmentation: 重庆|大学城 is the place, 重庆大学|城市学院 is not."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from pipelines.reading.lexicon import Hit

LONGEST_DOUBTFUL = 5
_REACH = 8
_RARE = 3


class Boundaries:
    """Says whether a short name stands as a word of its own.

    The dictionary (a second of work and some 90 MB) is loaded when the first doubtful name is met.
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
        for word in self._segmenter.cut(text[low : hit.end + _REACH], HMM=False):
            position += len(word)
            ends.add(position)
        return hit.start in ends and hit.end in ends

    @cached_property
    def _segmenter(self) -> Any:
        import jieba

        segmenter = jieba.Tokenizer()
        # Its own loader keeps a cache under a well-known name in the shared temporary folder: not for a daemon.
        segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
        segmenter.initialized = True
        for name in self._names:
            # Rare enough not to tear known words apart, known enough to stand where nothing else fits.
            segmenter.add_word(name, max(_RARE, segmenter.FREQ.get(name, 0)))
        return segmenter


def _han(text: str, position: int) -> bool:
    return 0 <= position < len(text) and "\u4e00" <= text[position] <= "\u9fff"
