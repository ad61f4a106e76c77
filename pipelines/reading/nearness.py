"""How near a miss was: what speaks for a match although the name did not count, as named parts of a rank."""

import re
from bisect import bisect_left
from functools import lru_cache

from jiannuo.model.commitment import Company
from jiannuo.model.vocabulary import MissKind, Stage, Window
from pipelines.reading.anchors import Miss, place_wanted
from pipelines.reading.forms import spellings
from pipelines.reading.scene import Scene
from pipelines.reading.words import Hit

# What the labels say of each reason (`make bench-near-misses`): how often a name missed for it was a match after all.
_REASONS = {
    MissKind.COMPANY: 0.25,
    MissKind.NO_PLACE: 0.25,
    MissKind.LANDMARK: 0.2,
    MissKind.NOT_IN_USE: 0.15,
    MissKind.OTHER_PLACE: 0.1,
    MissKind.PART_OF_WORD: 0.1,
    MissKind.LOOK_ALIKE: 0.05,
    MissKind.MERE_PLACE: 0.05,
}
# Long names are seldom said of anything else: worth from so many characters on.
_LENGTHS = ((8, 0.25), (6, 0.2), (4, 0.12))
_NEARBY = ((Window.PARAGRAPH, 0.25), (Window.TEXT, 0.12))
_MOST_MISSES = 6
_NO_MOVE = frozenset({Stage.RESULT, Stage.NONE})


Moves = list[int]


def moves_in(scene: Scene) -> Moves:
    """Where words of a stage stand, in order: looked at, not judged, as most texts with a miss have no match."""
    fact = scene.cues.fact
    return sorted(scene.words.begins(word for word in scene.words.met(fact) if fact[word] not in _NO_MOVE))


def nearest(scene: Scene, missed: list[Miss], moves: Moves, title_end: int) -> tuple[Miss, dict[str, float]]:
    """The likeliest of the misses of one commitment, with the parts of its rank; of equal ones the first."""
    ranked = [(miss, _parts(scene, miss, moves, title_end)) for miss in missed[:_MOST_MISSES]]
    return max(ranked, key=lambda pair: sum(pair[1].values()))


def _parts(scene: Scene, miss: Miss, moves: Moves, title_end: int) -> dict[str, float]:
    clause = scene.near(miss.hit.start, Window.CLAUSE)
    sentence = scene.near(miss.hit.start, Window.SENTENCE)
    found = {
        "name": next((worth for length, worth in _LENGTHS if len(miss.hit.word) >= length), 0.0),
        "unique": 0.1 if miss.use.anchor.place == "any" else 0.0,
        "reason": _REASONS.get(miss.lack.kind, 0.0),
        "place": _place(scene, miss),
        "nearby": _company(scene, miss),
        "stage": 0.05 if bisect_left(moves, clause[0]) < bisect_left(moves, clause[1]) else 0.0,
        "figure": 0.05 if _measured(scene, miss, *sentence) else 0.0,
        "title": 0.05 if miss.hit.start < title_end else 0.0,
    }
    return {part: worth for part, worth in found.items() if worth}


def _place(scene: Scene, miss: Miss) -> float:
    """Another place speaks against a match; to name none at all does not."""
    wanted = place_wanted(scene, miss.use)
    place = scene.places.at(miss.hit.start, miss.hit.end)
    return 0.0 if wanted == "any" or place is None or place.inside(wanted) else -0.15


def _company(scene: Scene, miss: Miss) -> float:
    """Words that should have stood closer stand somewhere else in the text."""
    if miss.lack.kind is not MissKind.COMPANY:
        return 0.0
    return min(_met(scene, miss.hit, wanted) for wanted in miss.use.anchor.company)


def _met(scene: Scene, hit: Hit, wanted: Company) -> float:
    words = scene.words.met(spellings(wanted.any_of))
    for window, worth in _NEARBY:
        low, high = scene.segments.around(hit.start, window)
        if any(scene.words.within(word, low, high) for word in words):
            return worth
    return 0.0


def _measured(scene: Scene, miss: Miss, low: int, high: int) -> bool:
    """Whether the sentence counts something in a unit of the commitment's targets."""
    units = frozenset(unit for target in miss.use.commitment.targets for unit in (target.unit, *target.units))
    return bool(units) and _counted(units).search(scene.text, low, high) is not None


@lru_cache(maxsize=1024)
def _counted(units: frozenset[str]) -> re.Pattern[str]:
    """A digit right before one of the units."""
    return re.compile(f"[0-9](?:{'|'.join(map(re.escape, sorted(units)))})")


def sentence_of(scene: Scene, hit: Hit, longest: int) -> tuple[int, int]:
    """The sentence around a name, cut on both sides where it is longer than people read."""
    low, high = scene.near(hit.start, Window.SENTENCE)
    low = max(low, hit.end - longest // 2)
    return low, min(high, low + longest)
