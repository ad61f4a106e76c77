"""Where a report stands in the order of publication, as one number that the index is sorted by."""

from datetime import date

_BITS = 32  # of the row id
_MINUTES = 24 * 60


def place_of(published: str | None, report_id: int) -> int:
    """Larger is newer: minutes of publication (a month counts as its first), then the row id; undated is 0."""
    return _minute(published or "") << _BITS | report_id


def report_at(place: int) -> int:
    """The row id in a place."""
    return place & ((1 << _BITS) - 1)


def _minute(published: str) -> int:
    if len(published) < 4:
        return 0
    year, month, day = (int(part) for part in f"{published[:10]}-01-01".split("-")[:3])
    clock = published[11:16]
    within = int(clock[:2]) * 60 + int(clock[3:]) if len(clock) == 5 else 0
    return date(year, month, day).toordinal() * _MINUTES + within
