"""Who promised, as reports name them: the commitment's own organs, and those whose doing is only their own."""

from dataclasses import dataclass, replace

from jiannuo.model.commitment import Anchor, Commitment, Promisor, Register
from pipelines.reading.forms import spelling
from pipelines.reading.locality import Locality

_SHORTEST_SHARED = 4
# A head in so many characters names who speaks.
_HEAD = 30


@dataclass(frozen=True, slots=True)
class Organs:
    """Names of a commitment's own organs, and of bodies that spoke for themselves alone elsewhere.

    ``alone`` is True where every promisor speaks only for itself.
    """

    own: tuple[str, ...]
    others: tuple[str, ...]
    alone: bool


def organs_of(register: Register, commitment: Commitment) -> Organs:
    """The organs that bear on one commitment, in the normal form in which texts are searched."""
    mine = [one for one in register.promisors if one.id in commitment.promisors]
    others = [one for one in register.promisors if one.alone and one not in mine]
    own = [name for one in mine for name in _names(one)]
    foreign = [name for one in others for name in _names(one)]
    return Organs(tuple(own), tuple(foreign), bool(mine) and all(one.alone for one in mine))


def bodies_of_home(register: Register) -> frozenset[str]:
    """Names of the bodies that spoke for themselves alone: a text that names one and no other place is of home."""
    return frozenset(name for one in register.promisors if one.alone for name in _names(one))


def speaking(register: Register) -> Locality:
    """Tells by an address which promisor's own outlet it is: its id."""
    return Locality("", [f"{host}={one.id}" for one in register.promisors for host in one.hosts])


def speaker_in(register: Register, promisor: str | None, text: str) -> frozenset[str]:
    """Every name of the organ that speaks of itself in a text: on its own outlet, or in one that opens with its
    name (重庆市科学技术研究院2025年工作总结 … 全院…); none otherwise."""
    ours = (one for one in register.promisors if one.id == promisor or (one.alone and _heads(one, text)))
    return frozenset(name for one in ours if any(word in text for word in one.selves) for name in _names(one))


def _heads(promisor: Promisor, text: str) -> bool:
    return any(text.find(name, 0, _HEAD) >= 0 for name in _names(promisor))


def widened(anchor: Anchor, register: Register) -> Anchor:
    """The anchor with every name of an organ in a required company that lists one of its names."""
    company = []
    for wanted in anchor.company:
        words = list(wanted.any_of)
        for promisor in register.promisors:
            names = _names(promisor)
            if any(len(word) >= _SHORTEST_SHARED and word in name for word in words for name in names):
                words += [name for name in names if name not in words]
        company.append(replace(wanted, any_of=tuple(words)))
    return replace(anchor, company=tuple(company))


def _names(promisor: Promisor) -> tuple[str, ...]:
    return tuple(spelling(name) for name in (promisor.organ, *promisor.aliases))
