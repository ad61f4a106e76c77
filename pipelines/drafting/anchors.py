"""First anchors of a proposal: names that stand alone, and names so common that they need company."""

import re
from dataclasses import dataclass

from pipelines.drafting.proposal import Proposal
from pipelines.drafting.words import common

SHORTEST_ALONE = 3
LONGEST = 60
_QUOTES = re.compile('[“”「」『』《》"]')
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_MOST_COMPANY = 6


@dataclass(frozen=True, slots=True)
class DraftAnchor:
    """Names with the company they need (none: they stand alone)."""

    names: tuple[str, ...]
    company: tuple[str, ...] = ()


def unquoted(text: str) -> str:
    """Without quotation marks of any make."""
    return _QUOTES.sub("", text)


def names_of(proposal: Proposal) -> tuple[str, ...]:
    """Every spelling by which reports may name the promise, the fullest first; without quotation marks."""
    own = [unquoted(text) for text in ([*proposal.parts] or [proposal.printed])]
    full = [text + proposal.shared for text in own] if proposal.shared else []
    bare = [_BRACKETED.sub("", text) for text in own]
    own = [text for text in own if len(text) <= LONGEST] or [own[0][:LONGEST]]
    found = [*full, *own, *bare, *(unquoted(text) for text in proposal.quoted)]
    return tuple(dict.fromkeys(text.strip() for text in found if 1 < len(text.strip()) <= LONGEST))


def anchors_of(proposal: Proposal, taken: set[str]) -> list[DraftAnchor]:
    """Anchors that are not yet ``taken`` by another proposal (and then are); at least one.

    A common or very short name gets the words of its list, else the organ that promised, as company.
    """
    names = [name for name in names_of(proposal) if name not in taken]
    company = _company(proposal)
    if not names:
        # The same words promised in another sense: the name comes with what tells it apart.
        return [DraftAnchor(names_of(proposal)[:1], (proposal.verb, *company)[:_MOST_COMPANY])]
    taken.update(names)
    listed = (*proposal.parts, *proposal.company)
    alone = [name for name in names if not _weak(name, proposal)]
    weak = [name for name in names if _weak(name, proposal)]
    anchors = [DraftAnchor(tuple(alone))] if alone else []
    for name in weak:
        others = [word for word in listed if word not in name and name not in word and word not in weak]
        anchors.append(DraftAnchor((name,), tuple(dict.fromkeys((*others, *company)))[:_MOST_COMPANY]))
    return anchors


def _weak(name: str, proposal: Proposal) -> bool:
    shared = bool(proposal.shared) and not name.endswith(proposal.shared)
    return shared or len(name) < SHORTEST_ALONE or common(name)


def _company(proposal: Proposal) -> tuple[str, ...]:
    shared = (proposal.shared[-2:],) if proposal.shared else ()
    return (*shared, *(speaker.organ for speaker in proposal.speakers))
