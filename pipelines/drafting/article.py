"""The article as drafting reads it: numbered paragraphs in one spelling, with a way back to the stored text."""

import re
from dataclasses import dataclass
from functools import cached_property

from jiannuo.model.when import When
from pipelines.reading.forms import Normal, normal

_OPENING = "“「『〝"
_CLOSING = "”」』〞"
_PROTECTED = re.compile(r"“[^“”]{1,30}”|《[^《》]{1,40}》|\([^()]{1,40}\)")


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters [start, end) of a paragraph (counted from 1) of the stored text, and what stands there."""

    paragraph: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """One line of the stored text. ``text`` is its normal form, in which quotes keep their direction."""

    number: int
    stored: str

    @cached_property
    def text(self) -> str:
        """The line in the spelling that all rules read."""
        letters = list(self._normal.text)
        inside = False
        for position, letter in enumerate(letters):
            if letter == '"':
                printed = self.stored[self._normal.origin(position)]
                inside = printed in _OPENING or (printed not in _CLOSING and not inside)
                letters[position] = "“" if inside else "”"
        return "".join(letters)

    @cached_property
    def protected(self) -> list[tuple[int, int]]:
        """Spans of quoted names, titles and brackets: what stands in them separates nothing."""
        return [match.span() for match in _PROTECTED.finditer(self.text)]

    @cached_property
    def shielded(self) -> str:
        """``text`` with everything protected blotted out, character for character."""
        letters = list(self.text)
        for start, end in self.protected:
            letters[start:end] = "■" * (end - start)
        return "".join(letters)

    def passage(self, start: int, end: int) -> Passage:
        """The stored characters behind [start, end) of ``text``."""
        low, high = self._normal.span(start, end) if end > start else (0, 0)
        return Passage(self.number, low, high, self.stored[low:high])

    @cached_property
    def _normal(self) -> Normal:
        return normal(self.stored)


@dataclass(frozen=True, slots=True)
class Article:
    """A policy article: its lines, and what is known of where it stood."""

    paragraphs: tuple[Paragraph, ...]
    title: str = ""
    outlet: str = ""
    published: When | None = None


def article(text: str, *, title: str = "", outlet: str = "", published: When | None = None) -> Article:
    """The article in ``text``, whose lines are its paragraphs."""
    lines = (Paragraph(number, line) for number, line in enumerate(text.split("\n"), 1))
    return Article(tuple(lines), title, outlet, published)
