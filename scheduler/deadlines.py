"""Which commitments are due soon or overdue at the end of a window, by their standing then."""

from datetime import datetime
from zoneinfo import ZoneInfo

from jiannuo.model.asking import Filter
from jiannuo.model.commitment import Register
from jiannuo.model.news import NewsItem
from jiannuo.model.standing import standing
from jiannuo.model.vocabulary import Deadline
from jiannuo.model.when import When
from jiannuo.store.asking import events
from jiannuo.store.engine import Store

_TOLD = (Deadline.NEAR, Deadline.OVERDUE)
_ALL = 1_000_000


def deadlines(store: Store, register: Register, end: datetime, zone: str) -> dict[str, tuple[When, Deadline]]:
    """Due day and state by commitment, of those that are near or overdue on the day of ``end`` in ``zone``."""
    dated = [
        entry
        for entry in register.commitments
        if entry.due or any(target.due for target in entry.targets if target.promised)
    ]
    if not dated:
        return {}
    asked = Filter(
        commitments=tuple(entry.id for entry in dated), detected_until=end, fold_copies=True, limit=_ALL
    )
    told: dict[str, list[NewsItem]] = {}
    for event in events(store, register.id, asked):
        told.setdefault(event.commitment, []).append(event)
    on, promised = end.astimezone(ZoneInfo(zone)).date(), register.founding.progress_from
    found: dict[str, tuple[When, Deadline]] = {}
    for entry in dated:
        now = standing(entry, told.get(entry.id, ()), looked=True, promised=promised, on=on)
        if now.due is not None and now.deadline in _TOLD:
            found[entry.id] = (now.due, now.deadline)
    return found
