"""Copies: whether one text is another one cut, padded, respelled or converted.

Both texts are covered with the runs of three characters that they share. A copy differs where somebody cut,
added or respelled; two texts of one template differ where it matters: another name or another number stands
in the same place. So a long stretch must be covered nearly without holes, and little in it exchanged. The
thresholds were measured with ``benchmarks/stories.py``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from pipelines.kin.rarity import rarest

RUN = 3
HOLE = 6
OF_SHORTER, OF_LONGER = 0.36, 0.285
EXCHANGED = 0.05
FAR_OF_SHORTER, FAR_EXCHANGED = 0.6, 0.02
DAY_OF_SHORTER, DAY_OF_LONGER, DAY_STRICTER, DAY_EXCHANGED = 0.3, 0.29, 0.01, 0.03
DAY_TITLED, DAY_TITLED_EXCHANGED = 0.17, 0.1
LEAST, AMPLE, STRICTER = 8, 30, 0.02
MOULD = 0.5
_NUMBER_WEIGHT = 3.0
_TURNED_WEIGHT = 1.0
_NAME_WEIGHT = 3.0
_TELLING = 2
_STRETCH = re.compile(b"\1+")
_HOLE = re.compile(b"(?<=\1\1\1)\0+(?=\1\1\1)")
_NUMBER = re.compile(r"[0-9一二三四五六七八九十百千万亿两零.]+")
_ORDINAL = re.compile(r"第[0-9一二三四五六七八九十百]+[次届场批期集号轮季颗天]")


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two texts share: the characters of the core, and both as shares of either text.

    ``core``: covered characters in the longest stretch nearly without holes; ``exchanged``: names and numbers
    that differ in the same place, in characters against what is covered.
    """

    core: int = 0
    of_shorter: float = 0.0
    of_longer: float = 0.0
    exchanged: float = 0.0

    def same(self, *, far: bool = False, same_day: bool = False, titled: bool = False) -> bool:
        """Whether they are one text.

        ``far`` apart in time a template is likelier than a late reprint. On the ``same_day`` less is enough where
        nothing was exchanged, and still less under one and the same title (``titled``), even with a figure misspelled.
        """
        short = max(0, AMPLE - self.core)
        least = OF_SHORTER + STRICTER * short
        if far:
            return self._are(max(least, FAR_OF_SHORTER), OF_LONGER, FAR_EXCHANGED)
        if self._are(least, OF_LONGER, EXCHANGED):
            return True
        if not same_day:
            return False
        if titled and self._are(DAY_TITLED, DAY_TITLED, DAY_TITLED_EXCHANGED):
            return True
        return self._are(DAY_OF_SHORTER + DAY_STRICTER * short, DAY_OF_LONGER, DAY_EXCHANGED)

    def _are(self, of_shorter: float, of_longer: float, exchanged: float) -> bool:
        return (
            self.core >= LEAST
            and self.of_shorter >= of_shorter
            and self.of_longer >= of_longer
            and self.exchanged <= exchanged
        )

    @property
    def degree(self) -> float:
        """0 to 1, for choosing the nearest of several."""
        return sqrt(self.of_shorter * self.of_longer)


def likeness(one: str, other: str) -> Likeness:
    """Compare two levelled texts (``forms.bare``), in time linear in their length."""
    short, long = sorted((len(one), len(other)))
    if one == other:
        return Likeness(short, 1.0, 1.0)
    if short < RUN:
        return Likeness()
    first, second = _covered(one, other), _covered(other, one)
    covered = min(sum(first), sum(second))
    core = max(_core(first), _core(second))
    changed = min(1.0, _exchanged(one, first, other, second) / max(covered, 1))
    return Likeness(core, min(1.0, core / short), min(1.0, core / long), changed)


def at_odds(title: str, other: str) -> bool:
    """Whether two levelled titles are of one mould but name another thing: another session, guest or number."""
    here, there = set(_ORDINAL.findall(title)), set(_ORDINAL.findall(other))
    if here and there and here != there:
        return True
    if min(len(title), len(other)) < RUN or title == other:
        return False
    first, second = _covered(title, other), _covered(other, title)
    if sum(first) < MOULD * len(title) or sum(second) < MOULD * len(other):
        return False
    return _exchanged(title, first, other, second) >= _NAME_WEIGHT


@lru_cache(256)  # one text is compared with several
def _runs(text: str) -> tuple[list[str], frozenset[str]]:
    """The runs of RUN characters in their order, and as a set."""
    runs = [text[start : start + RUN] for start in range(len(text) - RUN + 1)]
    return runs, frozenset(runs)


def _covered(text: str, other: str) -> bytes:
    """A byte for each character: 1 where a run stands that the other text has too."""
    begins = int.from_bytes(bytes(map(_runs(other)[1].__contains__, _runs(text)[0])), "little")
    covered = begins
    for behind in range(
        1, RUN
    ):  # a run covers the character where it begins and those behind it, a byte each
        covered |= begins << 8 * behind
    return covered.to_bytes(len(text), "little")


def _core(mask: bytes) -> int:
    """Covered characters, less what holes cost, in the best stretch.

    The longer a hole, the more each further character of it costs: respelling makes many small holes, an
    exchanged name or clause a long one.
    """
    best = here = end = 0
    for stretch in _STRETCH.finditer(mask):
        start = stretch.start()
        here = max(0, here - _cost(start - end)) + stretch.end() - start
        best, end = max(best, here), stretch.end()
    return best


def _cost(hole: int) -> int:
    """1 for its first character, 2 for the second, up to HOLE for each."""
    rising = min(hole, HOLE)
    return rising * (rising + 1) // 2 + (hole - rising) * HOLE


def _exchanged(one: str, first: bytes, other: str, second: bytes) -> float:
    """How many characters of names and numbers were exchanged for others in the same place."""
    places = {one[a - RUN : a] + one[b : b + RUN]: one[a:b] for a, b in _holes(first)}
    total = 0.0
    for start, end in _holes(second):
        there = places.get(other[start - RUN : start] + other[end : end + RUN])
        total += _difference(other[start:end], there) if there else 0.0
    return total


def _holes(mask: bytes) -> Iterator[tuple[int, int]]:
    """Uncovered stretches that have covered ones before and behind."""
    for hole in _HOLE.finditer(mask):
        yield hole.span()


def _difference(here: str, there: str) -> float:
    """What it weighs that ``here`` stands where the other text has ``there``; respelling weighs little."""
    figures, others = "".join(_NUMBER.findall(here)), "".join(_NUMBER.findall(there))
    if figures and others and figures != others:
        # Two digits that changed places (12日, 21日) are a slip of spelling rather than another number.
        return _TURNED_WEIGHT if sorted(figures) == sorted(others) else _NUMBER_WEIGHT
    new, old = set(here) - set(there), set(there) - set(here)
    size = min(len(new), len(old))
    if size < 2 or min(rarest(here), rarest(there)) < _TELLING:
        return 0.0
    return 1.0 if size == 2 else float(size)
