"""Order: whether a copy prints the paragraphs of another text in another order, as mirrors do that want to look new."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from pipelines.kin.forms import levelled

_NOT_WORD = re.compile(r"[\W_]+")
_PARAGRAPH = 15
_FEWEST = 4
_MOVED = 2


def is_shuffled(text: str, original: str) -> bool:
    """Whether at least four paragraphs of ``original`` stand in ``text`` and two or more left their order.

    One paragraph that moved is an editor's doing: a lead put first, a note put last.
    """
    places = {paragraph: number for number, paragraph in enumerate(_paragraphs(original))}
    order = [places[paragraph] for paragraph in dict.fromkeys(_paragraphs(text)) if paragraph in places]
    return len(order) >= _FEWEST and len(order) - _rising(order) >= _MOVED


def _paragraphs(text: str) -> list[str]:
    lines = (_NOT_WORD.sub("", line) for line in levelled(text).split("\n"))
    return [line for line in lines if len(line) >= _PARAGRAPH]


def _rising(numbers: Sequence[int]) -> int:
    """How many of the numbers stand in rising order at most, others left out."""
    ends: list[int] = []
    for number in numbers:
        place = bisect_left(ends, number)
        ends[place : place + 1] = [number]
    return len(ends)
