"""Paragraphs, sentences and clauses of a normal text, as sorted boundaries."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from jiannuo.model.vocabulary import Window

_PARAGRAPH = re.compile(r"\n+")
_SENTENCE = re.compile(r"[。!?;\n]+")
# A comma parts thousands only between digits: in “新增,311家” it ends a clause.
_CLAUSE = re.compile(r"[。!?;\n]+|(?<!\d),|,(?!\d{3})|:(?!\d)")


@dataclass(frozen=True, slots=True)
class Segments:
    """Where each kind of segment begins; a segment ends where the next begins."""

    length: int
    paragraphs: tuple[int, ...]
    sentences: tuple[int, ...]
    clauses: tuple[int, ...]

    def around(self, position: int, window: Window) -> tuple[int, int]:
        """[start, end) of the segment of this kind that holds ``position``."""
        if window is Window.TEXT:
            return 0, self.length
        starts = self._starts(window)
        index = bisect_right(starts, position) - 1
        return starts[index], starts[index + 1] if index + 1 < len(starts) else self.length

    def within(self, start: int, end: int, window: Window) -> list[tuple[int, int]]:
        """All segments of this kind that begin inside [start, end)."""
        starts = self._starts(window)
        first = bisect_right(starts, start) - 1
        found = []
        for index in range(first, len(starts)):
            if starts[index] >= end:
                break
            found.append((starts[index], starts[index + 1] if index + 1 < len(starts) else self.length))
        return found

    def _starts(self, window: Window) -> tuple[int, ...]:
        if window is Window.CLAUSE:
            return self.clauses
        return self.sentences if window is Window.SENTENCE else self.paragraphs


def segments(text: str) -> Segments:
    """Cut a normal text; commas inside numbers do not cut."""
    return Segments(
        len(text),
        _cut(text, _PARAGRAPH),
        _cut(text, _SENTENCE),
        _cut(text, _CLAUSE),
    )


def _cut(text: str, separator: re.Pattern[str]) -> tuple[int, ...]:
    starts = [0, *[match.end() for match in separator.finditer(text)]]
    return tuple(starts[:-1] if starts[-1] == len(text) and text else starts)
