"""What the items of a window put in doubt: restatements and contradictions in which one of them has a part."""

from collections.abc import Iterable, Sequence

from jiannuo.model.conflict import Conflict, conflicts
from jiannuo.model.news import NewsItem
from jiannuo.model.slippage import Slip, slips


def doubts(
    items: Sequence[NewsItem], history: Iterable[NewsItem]
) -> tuple[tuple[Slip, ...], tuple[Conflict, ...]]:
    """Slips whose later report is new, and conflicts with a new report on either side.

    ``history`` holds the commitments' earlier items, those of the window among them.
    """
    new = {item.key for item in items}
    told: dict[str, dict[tuple[int, str], NewsItem]] = {}
    for item in (*history, *items):
        told.setdefault(item.commitment, {})[item.key] = item
    timelines = [list(events.values()) for events in told.values()]
    moved = (slip for events in timelines for slip in slips(events))
    contrary = (one for events in timelines for one in conflicts(events))
    return (
        tuple(slip for slip in moved if slip.later.key in new),
        tuple(one for one in contrary if one.one[1].key in new or one.other[1].key in new),
    )
