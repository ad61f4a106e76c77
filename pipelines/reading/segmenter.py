"""Segmenter: where words begin and end in a few characters, by the way and the dictionary of jieba.

jieba itself parses all of its 350,000 words before it cuts the first time, which takes a second and 90 MB in each
process. A crawl asks about some dozen names: here only the words that begin with a character it met are parsed.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from math import log
from pathlib import Path

_RARE = 3

_WORDS = re.compile("([\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+)")
_ENGLISH = re.compile("[a-zA-Z0-9]")
_SAME_FIRST = re.compile(r"(.).*\n(?:\1.*\n)*")
_COUNT = re.compile(r" (\d+) ")


class Dictionary:
    """How often each word was counted, and how many words were counted in all."""

    def __init__(self, text: str) -> None:
        """``text``: one word a line with its count and its kind, parted by blanks; most are in order."""
        self._text = text
        self.total = sum(map(int, _COUNT.findall(text)))
        self._spans: dict[str, list[tuple[int, int]]] = {}
        for found in _SAME_FIRST.finditer(text):
            self._spans.setdefault(found[1], []).append(found.span())

    def beginning(self, sign: str) -> dict[str, int]:
        """The words that begin with the sign, with their counts."""
        spans = self._spans.get(sign, ())
        lines = (line for start, end in spans for line in self._text[start:end].splitlines())
        return {word: int(count) for word, count, _ in (line.split(" ", 2) for line in lines)}


class Segmenter:
    """Cuts as ``jieba.cut(text, HMM=False)`` does when ``names`` are words too.

    Names are rare enough not to tear known words apart, known enough to stand where nothing else fits.
    """

    def __init__(self, names: Iterable[str], dictionary: Dictionary | None = None) -> None:
        self._dictionary = dictionary or shipped()
        known = {name: self._dictionary.beginning(name[0]).get(name, 0) for name in names}
        self._names = {name: max(_RARE, count) for name, count in known.items()}
        self._total = log(self._dictionary.total + sum(self._names.values()))
        self._parsed: dict[str, tuple[dict[str, int], int]] = {}

    def cut(self, text: str) -> Iterator[str]:
        """The words, and what is none sign by sign; together they are the text."""
        for number, piece in enumerate(_WORDS.split(text)):
            yield from _joined(self._best(piece)) if number % 2 else piece

    def _best(self, text: str) -> Iterator[str]:
        """The words whose counts make the greatest product; the longer first one where two do."""
        weights, ends = [0.0] * (len(text) + 1), [0] * len(text)
        for start in range(len(text) - 1, -1, -1):
            weights[start], ends[start] = max(
                (log(count or 1) - self._total + weights[end], end)
                for end, count in self._words_at(text, start)
            )
        start = 0
        while start < len(text):
            yield text[start : ends[start]]
            start = ends[start]

    def _words_at(self, text: str, start: int) -> list[tuple[int, int]]:
        """End and count of each word that begins here; of one sign where there is none."""
        words, longest = self._parsed.get(text[start]) or self._parse(text[start])
        ends = range(start + 1, min(len(text), start + longest) + 1)
        return [(end, words[text[start:end]]) for end in ends if text[start:end] in words] or [(start + 1, 0)]

    def _parse(self, sign: str) -> tuple[dict[str, int], int]:
        own = {name: count for name, count in self._names.items() if name[0] == sign}
        words = self._dictionary.beginning(sign) | own
        self._parsed[sign] = words, max(map(len, words), default=0)
        return self._parsed[sign]


@cache
def shipped() -> Dictionary:
    """The dictionary that comes with jieba."""
    package = find_spec("jieba")  # not imported: that alone takes most of a second
    if package is None or package.origin is None:
        raise ModuleNotFoundError("jieba")
    return Dictionary(Path(package.origin).with_name("dict.txt").read_text("utf-8"))


def _joined(words: Iterable[str]) -> Iterator[str]:
    """Single letters and digits in a row are one word."""
    row = ""
    for word in words:
        if len(word) == 1 and _ENGLISH.match(word):
            row += word
            continue
        if row:
            yield row
            row = ""
        yield word
    if row:
        yield row
