"""The quick no: whether a stored text may hold a name that counts, before any normal form of it is made."""

import re
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, Implementation

from jiannuo.model.commitment import Register
from pipelines.reading.forms import BLANKS, normal, signs, spelling
from pipelines.reading.knowledge import Gazetteer
from pipelines.reading.organs import bodies_of_home

_FEW_BLANKS = 4
_PUNCTUATION = re.compile(r"[^\w]+")


class Gate:
    """Lets through every text in which a name may count; most others end here, after one look at them.

    Elsewhere than at home a name counts only beside the name of a place that anchors ask for, or when
    it is unique by itself: such words are *grounds*.
    """

    def __init__(self, register: Register, gazetteer: Gazetteer, names: Iterable[str]) -> None:
        self._pieces = _automaton(map(_longest_piece, names))
        grounds = set(map(_longest_piece, _grounds(register, gazetteer)))
        self._reach = max(map(len, grounds), default=0) + _FEW_BLANKS
        self._grounds = _automaton(grounds)
        first = sorted({*grounds, *signs()})
        # "" for a ground, else the sign that a text is written in another form.
        self._kinds = ["" if word in grounds else word for word in first]
        self._first = _automaton(first)

    def passes(self, stored: str, *, at_home: bool) -> bool:
        """Whether a name may count in a text as stored; only a no is certain."""
        found = self._first.find_matches_as_indexes(stored)
        if not found:
            return at_home and bool(self._pieces.find_matches_as_indexes(stored))
        kinds = {self._kinds[index] for index, _, _ in found}
        if not at_home and len(found) <= _FEW_BLANKS and kinds <= BLANKS:
            # Most texts of the daily press have a blank behind their first words, and no ground around it.
            around = "|".join(
                _plain(stored[max(0, at - self._reach) : end + self._reach], kinds) for _, at, end in found
            )
            if not self._grounds.find_matches_as_indexes(around):
                return False
        text = _plain(stored, kinds)
        if not at_home and "" not in kinds and not self._grounds.find_matches_as_indexes(text):
            return False
        return bool(self._pieces.find_matches_as_indexes(text))


def place_inside(place: str, wanted: Iterable[str]) -> bool:
    """Whether a place is one of those wanted, or a part of one."""
    return any(place == one or place.startswith(f"{one}/") for one in wanted)


def _plain(stored: str, kinds: set[str]) -> str:
    """A form in which a word without punctuation stands wherever it stands in the normal form, or oftener."""
    signs_met = kinds - {""}
    if not signs_met:
        return stored
    return "".join(stored.split()) if signs_met <= BLANKS else normal(stored).text


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
    places |= bodies_of_home(register)
    # A unique name that holds such a place needs no pattern of its own.
    return places | {name for name in unique if places.isdisjoint(_PUNCTUATION.split(name))}


def _longest_piece(name: str) -> str:
    """The longest part of a name without punctuation: it stands in every plain text that holds the name."""
    return max(_PUNCTUATION.split(name), key=len) or name
