"""What sort of thing a promise is, by the head of its name."""

from jiannuo.model.vocabulary import CommitmentKind
from pipelines.drafting.knowledge import heads

_COUNTED = frozenset({CommitmentKind.PROGRAMME, CommitmentKind.METRIC})


def kind_of(name: str, head: str, *, metric: bool) -> CommitmentKind:
    """The kind of the longest head that ``name`` ends with; a counted thing without one is a metric."""
    known = heads()
    kind = known.kinds.get(known.known.ending(head) or known.known.ending(name))
    if metric and (kind is None or kind in _COUNTED):
        return CommitmentKind.METRIC
    return kind or CommitmentKind.PROGRAMME
