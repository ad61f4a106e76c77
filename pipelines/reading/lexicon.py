"""All words of a register and of the reader in two automata: names first, the rest only when a name occurs."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation

from jiannuo.model.commitment import Anchor, Commitment, Name, Register
from pipelines.reading.forms import loose, normal, signs
from pipelines.reading.knowledge import Cues, Gazetteer

_PUNCTUATION = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class NameUse:
    """One anchor of one commitment that a name word belongs to."""

    commitment: Commitment
    anchor: Anchor
    name: Name


@dataclass(frozen=True, slots=True)
class Hit:
    """A word found at [start, end) of the normal text."""

    word: str
    start: int
    end: int


class Words:
    """Where every known word stands in one text; asked by stretch, in time that does not grow with the text."""

    def __init__(self, found: Iterable[tuple[str, int, int]]) -> None:
        self._hits: dict[str, list[Hit]] = {}
        for word, start, end in found:
            self._hits.setdefault(word, []).append(Hit(word, start, end))
        self._starts = {word: [hit.start for hit in hits] for word, hits in self._hits.items()}

    def all(self, words: Iterable[str]) -> Iterator[Hit]:
        """Every hit of any of these words, in no order."""
        for word in words:
            yield from self._hits.get(word, ())

    def within(self, word: str, low: int, high: int) -> list[Hit]:
        """The hits of one word that stand wholly inside [low, high), in order."""
        starts = self._starts.get(word)
        if starts is None:
            return []
        return self._hits[word][bisect_left(starts, low) : bisect_right(starts, high - len(word))]


class Lexicon:
    """Finds words of the register and of the reader in a normal text."""

    def __init__(self, register: Register, cues: Cues, gazetteer: Gazetteer) -> None:
        self.uses: dict[str, list[NameUse]] = {}
        rest: set[str] = set(gazetteer.names) | set(gazetteer.deixis) | set(gazetteer.swallow)
        rest |= set(cues.compared) | set(cues.fact) | cues.modality
        for commitment in register.commitments:
            rest |= {spelling(word) for word in commitment.support}
            rest |= {spelling(alike.text) for alike in commitment.look_alikes}
            for anchor in commitment.anchors:
                for name in anchor.names:
                    use = NameUse(commitment, anchor, name)
                    self.uses.setdefault(spelling(name.text), []).append(use)
                for company in anchor.company:
                    rest |= {spelling(word) for word in company.any_of}
                rest |= {spelling(word) for word in anchor.without}
        self._names = list(self.uses)
        self._rest = sorted({spelling(word) for word in rest} | set(self._names))
        self._piece_automaton = _automaton(map(_longest_piece, self._names))
        grounds = set(map(_longest_piece, _grounds(register, gazetteer)))
        self._ground_automaton = _automaton(grounds)
        self._gate_automaton = _automaton({*grounds, *signs()})
        self._name_automaton = AhoCorasick(self._names)
        self._rest_automaton = AhoCorasick(self._rest)

    def may_name(self, stored: str, *, at_home: bool = True) -> bool:
        """Whether a name may count in a text as stored; a quick no for most texts, before any normal form.

        Elsewhere than ``at_home`` (an outlet that speaks for a place that anchors ask for) a name counts
        only beside the name of such a place, or when it is unique by itself.
        """
        if not at_home and not self._gate_automaton.find_matches_as_indexes(stored):
            return False
        text = loose(stored)
        if not at_home and not self._ground_automaton.find_matches_as_indexes(text):
            return False
        return bool(self._piece_automaton.find_matches_as_indexes(text))

    def names_in(self, text: str) -> list[Hit]:
        """Every register name in the text, overlapping ones too."""
        found = self._name_automaton.find_matches_as_indexes(text, overlapping=True)
        return [Hit(self._names[index], start, end) for index, start, end in found]

    def words_in(self, text: str) -> Words:
        """Every known word in the text."""
        found = self._rest_automaton.find_matches_as_indexes(text, overlapping=True)
        return Words((self._rest[index], start, end) for index, start, end in found)


def _automaton(words: Iterable[str]) -> AhoCorasick:
    return AhoCorasick(sorted(set(words)), implementation=Implementation.DFA)


def _grounds(register: Register, gazetteer: Gazetteer) -> set[str]:
    """Words without one of which nothing counts: names unique by themselves, and places that anchors ask for."""
    wanted = {register.place}
    unique: set[str] = set()
    for commitment in register.commitments:
        for anchor in commitment.anchors:
            if anchor.place == "any":
                unique |= {spelling(name.text) for name in anchor.names}
            elif anchor.place != "home":
                wanted.add(anchor.place)
    places = {name for name, place in gazetteer.names.items() if place_inside(place, wanted)}
    # A unique name that holds such a place needs no pattern of its own.
    return places | {name for name in unique if places.isdisjoint(_PUNCTUATION.split(name))}


def place_inside(place: str, wanted: Iterable[str]) -> bool:
    """Whether a place is one of those wanted, or a part of one."""
    return any(place == one or place.startswith(f"{one}/") for one in wanted)


def _longest_piece(name: str) -> str:
    """The longest part of a name without punctuation: it stands in every plain text that holds the name."""
    return max(_PUNCTUATION.split(name), key=len) or name


@cache
def spelling(word: str) -> str:
    """A register word in the normal form in which texts are searched."""
    return normal(word).text
