"""Words inside longer words: which spans of a text swallow which."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from pipelines.reading.words import Hit


class Cover:
    """The outermost of some spans, asked whether one of them holds another span."""

    def __init__(self, hits: Iterable[Hit]) -> None:
        self._hits = outermost(hits)
        self._starts = [hit.start for hit in self._hits]

    def over(self, hit: Hit) -> Hit | None:
        """The span that holds ``hit`` (itself included); None when there is none."""
        index = bisect_right(self._starts, hit.start) - 1
        # Outermost spans may overlap, so the one before may reach further.
        for candidate in self._hits[max(0, index - 1) : index + 1]:
            if candidate.start <= hit.start and hit.end <= candidate.end:
                return candidate
        return None

    def begins_in(self, hit: Hit) -> bool:
        """Whether one of the spans begins inside ``hit``: 建成 in “共建成渝…” is no word."""
        index = bisect_right(self._starts, hit.start)
        return index < len(self._starts) and self._starts[index] < hit.end

    def begins_at(self, position: int) -> bool:
        """Whether one of the spans begins there."""
        index = bisect_left(self._starts, position)
        return index < len(self._starts) and self._starts[index] == position

    def covers(self, position: int) -> bool:
        """Whether one of the spans reaches over ``position``."""
        index = bisect_right(self._starts, position) - 1
        return any(span.start <= position < span.end for span in self._hits[max(0, index - 1) : index + 1])

    def any_in(self, start: int, end: int) -> bool:
        """Whether one of the spans begins inside [start, end)."""
        index = bisect_left(self._starts, start)
        return index < len(self._starts) and self._starts[index] < end

    def within(self, start: int, end: int) -> Sequence[Hit]:
        """The spans that begin inside [start, end), in order."""
        return self._hits[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def within_longer(self, hit: Hit) -> bool:
        """Whether one of the spans holds ``hit`` and is longer."""
        over = self.over(hit)
        return over is not None and over.end - over.start > hit.end - hit.start

    def holds(self, hit: Hit) -> bool:
        """Whether one of the spans holds ``hit``."""
        return self.over(hit) is not None


def outermost(hits: Iterable[Hit]) -> Sequence[Hit]:
    """The spans that lie inside no other, in order; of equal ones the first."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.end > kept[-1].end:
            kept.append(hit)
    return kept
