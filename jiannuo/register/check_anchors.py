"""Anchors that are in each other's way, silence themselves, or would be found in any text."""

from collections.abc import Iterator

from jiannuo.model.commitment import Anchor, Commitment, Register
from jiannuo.register.fault import Grade, Told
from jiannuo.register.frequency import Frequency

SHORTEST_ALONE = 3

Owners = dict[str, list[tuple[str, Anchor]]]


class AnchorChecks:
    """Everything that can be wrong with anchors of one register."""

    def __init__(self, register: Register) -> None:
        self._owners = _owners(register)
        self._frequency = Frequency()

    def faults(self, entry: Commitment) -> Iterator[Told]:
        """The faults of one commitment's anchors."""
        for anchor in entry.anchors:
            yield from self._contradictions(anchor)
            for name in anchor.names:
                yield from self._duplicates(entry, anchor, name.text)
                yield from self._contained(entry, anchor, name.text)
                yield from self._common(anchor, name.text)
                if name.unverified:
                    yield Grade.NOTE, f"name {name.text!r} is unverified", "look it up, then remove the mark"
                if name.valid_from and name.valid_until and name.valid_until < name.valid_from:
                    message = f"name {name.text!r} ends before it begins"
                    yield Grade.ERROR, message, "swap valid_from and valid_until"

    def _contradictions(self, anchor: Anchor) -> Iterator[Told]:
        for name in anchor.names:
            if silenced := [word for word in anchor.without if word in name.text]:
                message = f"exclusion {silenced[0]!r} silences the name {name.text!r}"
                yield Grade.ERROR, message, "remove one of the two"
        for company in anchor.company:
            if all(any(word in wanted for word in anchor.without) for wanted in company.any_of):
                message = f"company {', '.join(company.any_of)} is also excluded: the anchor can never match"
                yield Grade.ERROR, message, "remove it from one of the two"

    def _duplicates(self, entry: Commitment, anchor: Anchor, name: str) -> Iterator[Told]:
        others = {owner for owner, other in self._owners[name] if owner != entry.id and _alike(anchor, other)}
        if others:
            message = f"anchor {name!r} is also that of {', '.join(sorted(others))}"
            yield Grade.ERROR, message, "tell them apart by company, or keep it in one"

    def _contained(self, entry: Commitment, anchor: Anchor, name: str) -> Iterator[Told]:
        """A name inside another commitment's: a text with the longer one is that one's, and only that one's."""
        longer = {
            (owner, text)
            for text, uses in self._owners.items()
            for owner, _ in uses
            if owner != entry.id and name in text and name != text
        }
        mine = {text for text, uses in self._owners.items() for owner, _ in uses if owner == entry.id}
        for owner, text in sorted(longer):
            if text in mine:
                continue
            bare = len(name) < SHORTEST_ALONE and not anchor.company
            yield (
                Grade.ERROR if bare else Grade.NOTE,
                f"anchor {name!r} stands inside {text!r} of {owner}, which takes the text",
                "give it company" if bare else "add the longer name here too if both are meant",
            )

    def _common(self, anchor: Anchor, name: str) -> Iterator[Told]:
        if anchor.company or anchor.mention_only:
            return
        if len(name) < SHORTEST_ALONE:
            yield Grade.ERROR, f"anchor {name!r} is too short to stand alone", "give it company"
            return
        if self._frequency.everyday(name, anywhere=anchor.place == "any"):
            count = self._frequency.rarest(name)
            message = (
                f"anchor {name!r} is ordinary language (its rarest word stands {count} times in the list)"
            )
            yield Grade.WARNING, message, "give it company, or a longer name"


def _owners(register: Register) -> Owners:
    owners: Owners = {}
    for entry in register.commitments:
        for anchor in entry.anchors:
            for name in anchor.names:
                owners.setdefault(name.text, []).append((entry.id, anchor))
    return owners


def _alike(one: Anchor, other: Anchor) -> bool:
    """Whether nothing tells two anchors apart that share a name."""
    return (one.company, one.mention_only, one.place) == (other.company, other.mention_only, other.place)
