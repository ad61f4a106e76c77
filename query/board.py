"""The board: commitments of a register with their standing, now or as it was known at a moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from jiannuo.clock import CHINA
from jiannuo.model.asking import Filter, chosen, narrowed
from jiannuo.model.commitment import Commitment, Register
from jiannuo.model.news import NewsItem
from jiannuo.model.standing import Standing, standing
from jiannuo.store.asking import looked
from jiannuo.store.asking.events import event_ids, with_contradictions
from jiannuo.store.asking.whole import events_at
from jiannuo.store.engine import Store

_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 1, 1, tzinfo=UTC)
MONTH = timedelta(days=30.44)


@dataclass(frozen=True, slots=True)
class Line:
    """One commitment, where it stands, and the events (a story once, oldest first) that show it."""

    entry: Commitment
    now: Standing
    events: tuple[NewsItem, ...]


def board(
    store: Store,
    register: Register,
    wanted: Filter | None = None,
    *,
    now: datetime,
    silent_months: int | None = None,
) -> list[tuple[Commitment, Standing]]:
    """The commitments that hold the filter, in the register's order, with where they stand; see ``lines``."""
    found = lines(store, register, wanted, now=now, silent_months=silent_months)
    return [(line.entry, line.now) for line in found]


def lines(
    store: Store,
    register: Register,
    wanted: Filter | None = None,
    *,
    now: datetime,
    silent_months: int | None = None,
) -> list[Line]:
    """The commitments that hold the filter, in the register's order, with their events.

    They stand as of ``wanted.as_of`` (when it was true) and as known at ``wanted.known_at`` (when we learned of
    it), else as of ``now``. Silence is judged over the last ``silent_months`` of that, over all time without.
    """
    wanted = wanted or Filter()
    seen_from = view(store, register, wanted, now=now, silent_months=silent_months)
    found = timelines(store, register, wanted)
    chosen_ = [entry for entry in register.commitments if chosen(entry, wanted)]
    return [line(entry, found.get(entry.id, []), seen_from) for entry in chosen_]


@dataclass(frozen=True, slots=True)
class View:
    """What a standing depends on beside its events: the day, the days of silence, and whether anybody looked."""

    promised: date
    on: date
    since: date | None
    looked: bool


def view(
    store: Store, register: Register, wanted: Filter, *, now: datetime, silent_months: int | None
) -> View:
    """Where ``lines`` are seen from."""
    moment = _moment(wanted, now)
    since = moment - silent_months * MONTH if silent_months else None
    seen = looked(store, since or _FIRST, wanted.known_at or _LAST)
    return View(register.founding.progress_from, moment.date(), since.date() if since else None, seen)


def line(entry: Commitment, told: Sequence[NewsItem], seen: View) -> Line:
    """A commitment with its events, oldest first, and where it stands by them."""
    now = standing(entry, told, looked=seen.looked, promised=seen.promised, on=seen.on, since=seen.since)
    return Line(entry, now, tuple(told))


def _moment(wanted: Filter, now: datetime) -> datetime:
    """The moment that is asked about, in China, where the news is made."""
    known = (wanted.known_at or now).astimezone(CHINA)
    if wanted.as_of is None:
        return known
    return min(known, datetime.combine(wanted.as_of, time.max, tzinfo=CHINA))


def timelines(store: Store, register: Register, wanted: Filter) -> dict[str, list[NewsItem]]:
    """The events of each commitment that has any, a story once, in the order of their days.

    They are looked up by the commitment and the piece: no writer waits for all of it.
    """
    whole = with_contradictions(store, replace(narrowed(wanted, register), fold_copies=True), register.id)
    known = [entry.id for entry in register.commitments]
    keys = [key for key in known if key in whole.commitments] if whole.commitments else known
    return {key: told for key in keys if (told := _timeline(store, register, whole, key))}


def _timeline(store: Store, register: Register, whole: Filter, key: str) -> list[NewsItem]:
    ids = event_ids(store, register.id, replace(whole, commitments=(key,)))
    return in_order(event for piece in events_at(store, ids) for event in piece)


def in_order(told: Iterable[NewsItem]) -> list[NewsItem]:
    """Events as a timeline has them."""
    return sorted(told, key=_order)


def _order(event: NewsItem) -> tuple[str, int]:
    when = event.effective or event.published
    return (when.iso() if when else "", event.report_id)
