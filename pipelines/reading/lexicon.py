"""All words of a register and of the reader in two automata: names first, the rest only when a name occurs."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from ahocorasick_rs import AhoCorasick

from jiannuo.model.commitment import Anchor, Commitment, Name, Register
from pipelines.reading.bracketed import bracketed
from pipelines.reading.forms import spelling
from pipelines.reading.gate import Gate
from pipelines.reading.knowledge import Cues, Gazetteer
from pipelines.reading.organs import Organs, organs_of, widened
from pipelines.reading.shared_tail import SharedTails
from pipelines.reading.words import Hit, Words


@dataclass(frozen=True, slots=True)
class NameUse:
    """One anchor of one commitment that a name word belongs to."""

    commitment: Commitment
    anchor: Anchor
    name: Name
    organs: Organs


def _spellings(anchor: Anchor, homes: tuple[str, ...]) -> Iterator[tuple[str, Name]]:
    """The names of an anchor as texts write them, with home in brackets and without, each once."""
    own = {spelling(name.text): name for name in anchor.names}
    yield from own.items()
    for spelled, name in own.items():
        yield from ((other, name) for other in bracketed(spelled, homes) if other not in own)


class Lexicon:
    """Finds words of the register and of the reader in a normal text."""

    def __init__(self, register: Register, cues: Cues, gazetteer: Gazetteer) -> None:
        self.uses: dict[str, list[NameUse]] = {}
        rest: set[str] = set(gazetteer.names) | set(gazetteer.deixis) | set(gazetteer.swallow)
        rest |= set(gazetteer.national)
        rest |= {
            *cues.compared,
            *cues.bound_for,
            *cues.fact,
            *cues.modality,
            *cues.planned,
            *cues.hearsay,
            *cues.group,
            *cues.notices,
            *cues.held,
        }
        for commitment in register.commitments:
            organs = organs_of(register, commitment)
            rest |= {*organs.own, *organs.others}
            rest |= {spelling(word) for word in commitment.support}
            rest |= {spelling(alike.text) for alike in commitment.look_alikes}
            for plain in commitment.anchors:
                anchor = widened(plain, register)
                for spelled, name in _spellings(anchor, register.called):
                    self.uses.setdefault(spelled, []).append(NameUse(commitment, anchor, name, organs))
                for company in anchor.company:
                    rest |= {spelling(word) for word in company.any_of}
                rest |= {spelling(word) for word in anchor.without}
        self.proper = frozenset(
            word for word, uses in self.uses.items() if any(not use.anchor.company for use in uses)
        )
        self._names = list(self.uses)
        self._tails = SharedTails(self._names)
        self._rest = sorted({spelling(word) for word in rest} | set(self._names))
        self._gate = Gate(register, gazetteer, self._names)
        self._name_automaton = AhoCorasick(self._names)
        self._rest_automaton = AhoCorasick(self._rest)

    def may_name(self, stored: str, *, at_home: bool = True) -> bool:
        """Whether a name may count in a text as stored; a quick no for most texts, before any normal form.

        Elsewhere than ``at_home`` (an outlet that speaks for a place that anchors ask for) a name counts
        only beside the name of such a place, or when it is unique by itself.
        """
        return self._gate.passes(stored, at_home=at_home)

    def names_in(self, text: str) -> list[Hit]:
        """Every register name in the text, overlapping ones too."""
        found = self._name_automaton.find_matches_as_indexes(text, overlapping=True)
        whole = [(self._names[index], start, end) for index, start, end in found]
        return [Hit(*one) for one in chain(whole, self._tails.found(text, whole))]

    def words_in(self, text: str) -> Words:
        """Every known word in the text."""
        found = self._rest_automaton.find_matches_as_indexes(text, overlapping=True)
        return Words((self._rest[index], start, end) for index, start, end in found)
