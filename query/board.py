"""The board: commitments of a register with their standing, now or as it was known at a moment."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from jiannuo.model.asking import Filter, chosen, narrowed
from jiannuo.model.commitment import Commitment, Register
from jiannuo.model.news import NewsItem
from jiannuo.model.standing import Standing, standing
from jiannuo.store.asking import events, looked
from jiannuo.store.engine import Store

_ALL = 1_000_000
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 1, 1, tzinfo=UTC)
_MONTH = timedelta(days=30.44)


def board(
    store: Store, register: Register, wanted: Filter | None = None, *, silent_since: datetime | None = None
) -> list[tuple[Commitment, Standing]]:
    """The commitments that hold the filter, in the register's order, with where they stand.

    ``wanted.known_at`` asks for the board as it was at a moment; silence is judged from ``silent_since`` on,
    over all time without it.
    """
    wanted = wanted or Filter()
    found = timelines(store, register, wanted)
    seen = looked(store, silent_since or _FIRST, wanted.known_at or _LAST)
    since = silent_since.date() if silent_since else None
    return [
        (entry, standing(entry, found.get(entry.id, ()), looked=seen, since=since))
        for entry in register.commitments
        if chosen(entry, wanted)
    ]


def timelines(store: Store, register: Register, wanted: Filter) -> dict[str, list[NewsItem]]:
    """The events of each commitment that has any, a story once, in the order of their days."""
    whole = replace(narrowed(wanted, register), fold_copies=True, limit=_ALL)
    found: dict[str, list[NewsItem]] = {}
    for event in events(store, register.id, whole):
        found.setdefault(event.commitment, []).append(event)
    return {key: sorted(told, key=_order) for key, told in found.items()}


def silence_from(now: datetime, months: int) -> datetime:
    """The moment from which on silence is judged, when that many months without evidence are called silent."""
    return now - months * _MONTH


def _order(event: NewsItem) -> tuple[str, int]:
    when = event.effective or event.published
    return (when.iso() if when else "", event.report_id)
