"""How common a name is in ordinary Chinese, by the frequency list that ships with the segmenter."""

from functools import cache
from typing import Any

COMMON_ANYWHERE = 3
COMMON_WORD = 300
COMMON_WORDS = 12500


class Frequency:
    """Counts of words in a large corpus (jieba's dictionary, 349,000 words); read when first asked."""

    def rarest(self, name: str) -> int:
        """The count of the rarest word that ``name`` is made of; 0 when a part is no dictionary word.

        A name of common words only (科技|企业) is found everywhere, one with a rare part is not.
        """
        words = _segmenter().cut(name, HMM=False)
        return min((self._counts.get(word, 0) for word in words), default=0)

    def words(self, text: str) -> list[str]:
        """``text`` cut into dictionary words, in order; they join up to it again."""
        return list(_segmenter().cut(text, HMM=False))

    def single(self, name: str) -> bool:
        """Whether the whole name is one word of the dictionary."""
        return self._counts.get(name, 0) > 0

    def everyday(self, name: str, *, anywhere: bool = False) -> bool:
        """Whether ``name`` is ordinary language: a common word, or made of very common words only.

        ``anywhere``: it is asked of texts of every place, where a rarer word is common enough.
        """
        count, single = self.rarest(name), self.single(name)
        if anywhere and single and count >= COMMON_ANYWHERE:
            return True
        return count >= (COMMON_WORD if single else COMMON_WORDS)

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
