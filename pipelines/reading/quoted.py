"""Titles and quoted names: a verb inside 《…改革试点方案》 or “拿地即开工” is a part of a name, not of the sentence."""

import re
from collections.abc import Iterator
from functools import cached_property

from pipelines.reading.cover import Cover
from pipelines.reading.words import Hit

_LONGEST_NAME = 14
_QUOTED = re.compile(rf"《[^《》\n]{{1,80}}》|\"[^\"\n,。;:!?]{{1,{_LONGEST_NAME}}}\"")


class Quoted:
    """The inner spans of the book-title marks and short quotations of one text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def holds(self, hit: Hit) -> bool:
        """Whether ``hit`` is a part, but not the whole, of a title or a quoted name."""
        title = self._cover.over(hit)
        return title is not None and len(title.word) > len(hit.word)

    @cached_property
    def _cover(self) -> Cover:
        return Cover(self._spans())

    def _spans(self) -> Iterator[Hit]:
        for match in _QUOTED.finditer(self._text):
            start, end = match.start() + 1, match.end() - 1
            yield Hit(self._text[start:end], start, end)
