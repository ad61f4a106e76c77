"""How common a name is in ordinary Chinese, by the frequency list that ships with the segmenter."""

from functools import cache
from typing import Any


class Frequency:
    """Counts of words in a large corpus (jieba's dictionary, 349,000 words); read when first asked."""

    def rarest(self, name: str) -> int:
        """The count of the rarest word that ``name`` is made of; 0 when a part is no dictionary word.

        A name of common words only (科技|企业) is found everywhere, one with a rare part is not.
        """
        words = _segmenter().cut(name, HMM=False)
        return min((self._counts.get(word, 0) for word in words), default=0)

    def single(self, name: str) -> bool:
        """Whether the whole name is one word of the dictionary."""
        return self._counts.get(name, 0) > 0

    @property
    def _counts(self) -> dict[str, int]:
        counts: dict[str, int] = _segmenter().FREQ
        return counts


@cache
def _segmenter() -> Any:
    """A segmenter with the shipped dictionary, shared by all checks of a process."""
    import jieba

    segmenter = jieba.Tokenizer()
    segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
    segmenter.initialized = True
    return segmenter
