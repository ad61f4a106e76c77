"""What is indexed of a text: every sign of a word and every two neighbours, so that no word is missed.

Words cut by a dictionary (jieba) miss what stands across their cuts: 高新区 inside 重庆高新区管委会, a new name, a
short form. Pairs miss nothing, need no dictionary at either end, and are as quick: docs/decisions/search.md has
the counts. They only say that a report may hold a word of three signs and more: the text itself decides.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from operator import add

from jiannuo.forms import levelled

VERSION = "pairs-1"
LONGEST = 100_000  # characters of one text; what stands behind is not found

# Signs that both databases take for part of a word. Others part words; a word made of them alone is not indexed.
_SIGNS = "0-9a-z\u00e0-\u024f\u0370-\u03ff\u0400-\u04ff\u3400-\u4db5\u4e00-\u9fcc"
_RUN = re.compile(f"[{_SIGNS}]+")
_BETWEEN = re.compile(f"[^{_SIGNS}]+")


def grams(*texts: str) -> list[str]:
    """The distinct signs and pairs of some texts, in any order; pairs do not span two texts."""
    signs = " ".join(_BETWEEN.sub(" ", levelled(text[:LONGEST])) for text in texts)
    # All neighbours at once and then those without a blank: quicker than run by run.
    found = set(map(add, signs, signs[1:])).union(signs)
    return [gram for gram in found if " " not in gram]


def wanted_grams(words: Iterable[str]) -> list[str]:
    """What a report must have in the index to hold all the words; empty when the index cannot tell."""
    found: set[str] = set()
    for word in words:
        for run in _RUN.findall(levelled(word)):
            found.update(map("".join, pairwise(run)) if len(run) > 1 else run)
    return sorted(found)


def exact(words: Iterable[str]) -> bool:
    """Whether the index alone decides: every word is one sign or one pair."""
    return all(len(level) < 3 and _RUN.fullmatch(level) for level in map(levelled, words))
