"""Which window of a subscription is due: pure arithmetic between the subscriber's wall clock and UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from jiannuo.model.subscription import DigestWindow, Subscription, Wish
from jiannuo.model.vocabulary import Cadence

LATE_ARRIVALS = timedelta(days=2)
_AT_ONCE_MINUTES = 5


def last_boundary(wish: Wish, now: datetime) -> datetime:
    """The latest moment not after ``now`` at which a window of this wish ends; aware, in UTC.

    Windows end at ``hour`` o'clock of the subscriber's zone, every day, every ``weekday`` or every first of
    the month. An hour that the spring change skips counts as the moment of the change, one that comes
    twice in autumn as its first coming: every day has exactly one boundary (PEP 495, fold=0).
    "At once" ends a window every five minutes, so that all such subscribers share their windows.
    """
    if wish.cadence is Cadence.AT_ONCE:
        utc = now.astimezone(UTC).replace(second=0, microsecond=0)
        return utc - timedelta(minutes=utc.minute % _AT_ONCE_MINUTES)
    zone = ZoneInfo(wish.zone)
    # One day ahead, because the local date may be ahead of or behind the UTC date.
    day = now.astimezone(zone).date() + timedelta(days=1)
    while True:
        boundary = datetime.combine(day, time(wish.hour), tzinfo=zone).astimezone(UTC)
        if _ends_window(wish, day) and boundary <= now:
            return boundary
        day -= timedelta(days=1)


def due_window(subscription: Subscription, now: datetime, max_lateness_days: int) -> DigestWindow | None:
    """The one window to be told now, or None; all missed windows are merged into it.

    What is older than ``max_lateness_days`` is left out.
    """
    end = last_boundary(subscription.wish, now)
    if end <= subscription.covered_until:
        return None
    start = max(subscription.covered_until, end - timedelta(days=max_lateness_days))
    return DigestWindow(start, end)


def ran_ahead(subscription: Subscription, now: datetime) -> bool:
    """Whether the covered time lies in the future: the clock was wrong when it was written."""
    return subscription.covered_until > now + timedelta(hours=1)


def reading_span(subscription: Subscription, window: DigestWindow) -> DigestWindow:
    """The span to look for news in: some days more than the window, never from before the subscription.

    A report detected before a boundary may be committed after its digest was built; it is told in the
    next digest instead, and what was told already is left out by its key.
    """
    earliest = min(subscription.created_at, window.start)
    return DigestWindow(max(earliest, window.start - LATE_ARRIVALS), window.end)


def _ends_window(wish: Wish, day: date) -> bool:
    match wish.cadence:
        case Cadence.DAILY:
            return True
        case Cadence.WEEKLY:
            return day.weekday() == wish.weekday
        case Cadence.MONTHLY:
            return day.day == 1
        case Cadence.AT_ONCE:
            return True
