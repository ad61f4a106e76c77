"""The part of a digest on restatements, contradictions and due days: shown with both sources, never judged."""

from collections.abc import Mapping

from jiannuo.model.commitment import Commitment
from jiannuo.model.conflict import Conflict
from jiannuo.model.facts import Facts
from jiannuo.model.slippage import Slip
from jiannuo.model.standing import over_a_break
from jiannuo.model.vocabulary import SlipKind
from scheduler.contents import Contradiction, Deadlined, Restated
from scheduler.silence import name_of
from scheduler.teller import Teller, sentence_of

Key = tuple[int, str]


def restated(
    wanted: Mapping[str, Commitment], facts: Facts, new: frozenset[Key], teller: Teller
) -> tuple[Restated, ...]:
    """What the reports that are ``new`` to this subscriber tell otherwise than earlier ones."""
    return tuple(
        _restated(wanted[slip.later.commitment], slip, teller)
        for slip in facts.slips
        if slip.later.commitment in wanted
        and slip.later.key in new
        and not over_a_break(wanted[slip.later.commitment], slip)
    )


def contradictions(
    wanted: Mapping[str, Commitment], facts: Facts, new: frozenset[Key], teller: Teller
) -> tuple[Contradiction, ...]:
    """Figures of ``new`` reports that contradict another report's."""
    return tuple(
        _contradiction(wanted[one.one[1].commitment], one, teller)
        for one in facts.conflicts
        if one.one[1].commitment in wanted and (one.one[1].key in new or one.other[1].key in new)
    )


def deadlined(wanted: Mapping[str, Commitment], facts: Facts, language: str) -> tuple[Deadlined, ...]:
    """The wanted commitments that are due soon or overdue, the earliest day first."""
    found = [
        Deadlined(key, name_of(wanted[key], language), due, state)
        for key, (due, state) in (facts.deadlines or {}).items()
        if key in wanted
    ]
    return tuple(sorted(found, key=lambda one: (one.due.last_day(), one.commitment)))


def _restated(commitment: Commitment, slip: Slip, teller: Teller) -> Restated:
    aimed = slip.later.aimed
    old, new = slip.readings or (None, None)
    return Restated(
        commitment.id,
        name_of(commitment, teller.language),
        slip.kind,
        aimed.stage if aimed and slip.kind is SlipKind.DUE_LATER else None,
        slip.before,
        slip.after,
        slip.readings or (),
        teller.tell(slip.earlier, sentence_of(old, slip.earlier) if old else None),
        teller.tell(slip.later, sentence_of(new, slip.later) if new else None),
    )


def _contradiction(commitment: Commitment, conflict: Conflict, teller: Teller) -> Contradiction:
    (one, first), (other, second) = conflict.one, conflict.other
    return Contradiction(
        commitment.id,
        name_of(commitment, teller.language),
        (one, other),
        (teller.tell(first, sentence_of(one, first)), teller.tell(second, sentence_of(other, second))),
    )
