"""What to ask a search for: a few words for each commitment, built from its anchors."""

from datetime import date

from jiannuo.model.commitment import Anchor, Commitment, Register

_MOST_FOR_ONE = 2
_SHORTEST_ALONE = 4


def search_queries(register: Register, day: date) -> tuple[str, ...]:
    """Words to search for, each query once, the first of every commitment before the second of any.

    A query is a name that is in use on ``day``, joined by a word of its required company, or by the
    register's own name of its home where the name alone could be anywhere. The order is the register's.
    """
    of_each = [_queries_of(commitment, register, day) for commitment in register.commitments]
    ranked = [query for rank in range(_MOST_FOR_ONE) for some in of_each for query in some[rank : rank + 1]]
    return tuple(dict.fromkeys(ranked))


def _queries_of(commitment: Commitment, register: Register, day: date) -> list[str]:
    found: dict[str, None] = {}
    for anchor in commitment.anchors:
        name = _name_on(anchor, day)
        if name:
            found.setdefault(_joined(name, anchor, register))
    return list(found)[:_MOST_FOR_ONE]


def _name_on(anchor: Anchor, day: date) -> str:
    for name in anchor.names:
        begun = name.valid_from is None or name.valid_from <= day
        ended = name.valid_until is not None and name.valid_until < day
        if begun and not ended:
            return name.text
    return ""


def _joined(name: str, anchor: Anchor, register: Register) -> str:
    words = [name]
    unique = anchor.place == "any" and len(name) >= _SHORTEST_ALONE
    if anchor.company:
        words.append(anchor.company[0].any_of[0])
    if not unique and register.called and not any(home in word for word in words for home in register.called):
        words.insert(0, register.called[0])
    return " ".join(dict.fromkeys(words))
