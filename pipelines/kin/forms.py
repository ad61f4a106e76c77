"""The forms in which reports are compared: levelled in script, width, punctuation and spacing."""

import re
from functools import lru_cache

from jiannuo.forms import levelled as level

LONGEST = 20_000  # characters looked at: no article is longer, a hostile page may be

_NOT_WORD = re.compile(r"[\W_]+")
_SPACED = re.compile(r"(?<=[\d\u4e00-\u9fff])[ \u3000]+(?=[\d\u4e00-\u9fff])")


@lru_cache(512)  # a report is levelled before its batch is saved, and looked at again while the batch is
def bare(text: str) -> str:
    """Only letters, ideographs and digits, simplified and in lower case: what copies have in common."""
    return _NOT_WORD.sub("", levelled(text))


def spoken(text: str) -> str:
    """Punctuation kept, but no space inside Chinese: ``超 4300 亿元`` is ``超4300亿元``."""
    return _SPACED.sub("", levelled(text))


def levelled(text: str) -> str:
    """``jiannuo.forms.levelled``, of no more than anybody writes."""
    return level(text[:LONGEST])
