"""Where a clause speaks of: names in the clause, else what the sentence, paragraph, text and outlet carry on."""

from collections import Counter
from dataclasses import dataclass

from jiannuo.model.vocabulary import Window
from pipelines.reading.knowledge import Gazetteer
from pipelines.reading.lexicon import Hit
from pipelines.reading.segments import Segments

_WIDER = frozenset({"nation", "abroad"})


@dataclass(frozen=True, slots=True)
class Place:
    """A resolved place and the width at which it was found (``outlet`` when only the outlet says so)."""

    id: str
    by: str
    hit: Hit | None = None

    def inside(self, place: str) -> bool:
        """Whether this is ``place`` or a part of it."""
        return self.id == place or self.id.startswith(place + "/")


class Places:
    """The places of one text."""

    def __init__(
        self,
        words: dict[str, list[Hit]],
        segments: Segments,
        gazetteer: Gazetteer,
        home: str,
        outlet_place: str | None,
    ) -> None:
        self._segments = segments
        self._home = home
        self._outlet = outlet_place
        swallowed = [hit for word in gazetteer.swallow for hit in words.get(word, ())]
        self._named = _longest(
            [
                (hit, gazetteer.names[word])
                for word, hits in words.items()
                if word in gazetteer.names
                for hit in hits
                if not any(outer.start <= hit.start and hit.end <= outer.end for outer in swallowed)
            ]
        )
        self._deictic = sorted(
            (
                (hit, gazetteer.deixis[word])
                for word, hits in words.items()
                if word in gazetteer.deixis
                for hit in hits
            ),
            key=lambda pair: pair[0].start,
        )
        self._text_place = self._of_text()

    def at(self, start: int, end: int) -> Place | None:
        """The place of what stands at [start, end): the nearest name before it in the clause, else after it
        there, else the nearest before it in sentence and paragraph, else the text's, else the outlet's."""
        for window in (Window.CLAUSE, Window.SENTENCE, Window.PARAGRAPH):
            found = self._nearest(start, end, *self._segments.around(start, window), window)
            if found is not None:
                return found
        return self._text_place

    def names_in(self, start: int, end: int) -> list[str]:
        """Ids of the places named inside [start, end)."""
        return [place for hit, place in self._named if start <= hit.start and hit.end <= end]

    def scope_word(self, start: int, end: int) -> str | None:
        """The last deictic level (city, district, province) inside [start, end)."""
        levels = [level for hit, level in self._deictic if start <= hit.start and hit.end <= end]
        return levels[-1] if levels else None

    def _nearest(self, start: int, end: int, low: int, high: int, window: Window) -> Place | None:
        # A nation or foreign country only rules its own clause, and only what stands after it.
        wider = window is Window.CLAUSE
        named = [pair for pair in self._named if wider or pair[1] not in _WIDER]
        before = [pair for pair in named if low <= pair[0].start and pair[0].start < end]
        if before:
            hit, place = before[-1]
            return Place(place, window.value, hit)
        deictic = [pair for pair in self._deictic if low <= pair[0].start < end and pair[1] != "district"]
        if deictic and deictic[-1][1] == "city" and self._text_place is not None:
            return self._text_place
        after = [pair for pair in named if start <= pair[0].start < high and pair[1] not in _WIDER]
        if after and window is not Window.PARAGRAPH:
            hit, place = after[0]
            return Place(place, window.value, hit)
        return None

    def _of_text(self) -> Place | None:
        counts = Counter(place.split("/")[0] for _, place in self._named if place not in _WIDER)
        home = counts.get(self._home.split("/")[0], 0)
        others = max((count for place, count in counts.items() if place != self._home), default=0)
        if home and home >= others:
            return Place(self._home, "text")
        if others:
            return Place(counts.most_common(1)[0][0], "text")
        return Place(self._outlet, "outlet") if self._outlet else None


def _longest(found: list[tuple[Hit, str]]) -> list[tuple[Hit, str]]:
    """Drop names inside longer names; order by position."""
    kept: list[tuple[Hit, str]] = []
    for hit, place in sorted(found, key=lambda pair: (pair[0].start, -pair[0].end)):
        if kept and hit.end <= kept[-1][0].end:
            continue
        kept.append((hit, place))
    return kept
