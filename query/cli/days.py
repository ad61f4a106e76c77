"""Days as they are typed on the command line."""

from datetime import date, datetime, time

from jiannuo.clock import CHINA
from jiannuo.errors import UsageError


def day(given: str) -> date | None:
    """``2022-01-31`` as a date, nothing as None; anything else is a usage error."""
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise UsageError(f"{given!r} is not a day", "write it as 2022-01-31") from None


def last_moment(given: str) -> datetime | None:
    """The end of that day in China, where the news is made; None for nothing."""
    wanted = day(given)
    return datetime.combine(wanted, time.max, tzinfo=CHINA) if wanted else None


def first_moment(given: str) -> datetime | None:
    """The beginning of that day in China; None for nothing."""
    wanted = day(given)
    return datetime.combine(wanted, time.min, tzinfo=CHINA) if wanted else None
