"""Where every known word stands in one text, asked by stretch."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import NamedTuple


class Hit(NamedTuple):  # thousands are made for a text: three times quicker than a dataclass
    """A word found at [start, end) of the normal text."""

    word: str
    start: int
    end: int


class Words:
    """The hits of every known word; to ask for a stretch takes time that does not grow with the text."""

    def __init__(self, found: Iterable[tuple[str, int, int]]) -> None:
        # Most words are never asked for: their hits stay plain positions.
        self._places: dict[str, list[tuple[int, int]]] = {}
        places = self._places
        for word, start, end in found:
            if word in places:
                places[word].append((start, end))
            else:
                places[word] = [(start, end)]
        self._hits: dict[str, list[Hit]] = {}
        self._starts: dict[str, list[int]] = {}
        self._rows: dict[int, Row] = {}

    def all(self, words: Collection[str]) -> Iterator[Hit]:
        """Every hit of any of these words, in no order; of many words only those that occur cost time."""
        return chain.from_iterable(map(self._of, self.met(words)))

    def met(self, words: Collection[str]) -> list[str]:
        """Those of these words that stand in the text."""
        few, many = (words, self._places) if len(words) <= len(self._places) else (self._places, words)
        return [word for word in few if word in many]

    def begins(self, words: Iterable[str]) -> list[int]:
        """Where hits of these words begin, in no order."""
        return [start for word in words for start, _ in self._places.get(word, ())]

    def any(self, words: Iterable[str]) -> bool:
        """Whether one of these words stands in the text."""
        return not self._places.keys().isdisjoint(words)

    def within(self, word: str, low: int, high: int) -> list[Hit]:
        """The hits of one word that stand wholly inside [low, high), in order."""
        places = self._places.get(word)
        if places is None:
            return []
        if len(places) == 1:
            start, end = places[0]
            return self._of(word) if low <= start and end <= high else []
        starts = self._starts.get(word)
        if starts is None:
            starts = self._starts[word] = [start for start, _ in places]
        return self._of(word)[bisect_left(starts, low) : bisect_right(starts, high - len(word))]

    def _of(self, word: str) -> list[Hit]:
        hits = self._hits.get(word)
        if hits is None:
            hits = self._hits[word] = [Hit(word, *place) for place in self._places.get(word, ())]
        return hits

    def row(self, words: Collection[str]) -> "Row":
        """The hits of all these words in one row, made once for each collection that lives as long as the reader."""
        row = self._rows.get(id(words))
        if row is None:
            row = self._rows[id(words)] = Row(words, self)
        return row


class Row:
    """The hits of several words in the order of the text; of those that begin together the longest first."""

    def __init__(self, words: Collection[str], found: Words) -> None:
        self._words = words  # kept, so that its id stays its own
        self._hits = sorted(found.all(words), key=lambda hit: (hit.start, -hit.end))
        self._starts = [hit.start for hit in self._hits]

    def backwards(self, low: int, high: int) -> Iterator[Hit]:
        """The hits that stand wholly inside [low, high), the last first."""
        return self._inside(range(bisect_left(self._starts, high) - 1, -1, -1), low, high)

    def nearest(self, position: int, low: int, high: int) -> Hit | None:
        """The hit wholly inside [low, high) that begins nearest to ``position``; of two as near the one before."""
        place = bisect_left(self._starts, position)
        first = next(self._inside(range(place, len(self._hits)), low, high), None)
        if first is not None and first.start == position:
            return first
        last = next(self._inside(range(place - 1, -1, -1), low, high), None)
        if first is None or last is None:
            return first or last
        return last if position - last.start <= first.start - position else first

    def _inside(self, indexes: range, low: int, high: int) -> Iterator[Hit]:
        """The hits at ``indexes`` up to the first that leaves [low, high)."""
        for index in indexes:
            hit = self._hits[index]
            if not low <= hit.start < high:
                return
            if hit.end <= high:
                yield hit
