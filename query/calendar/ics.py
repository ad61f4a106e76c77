"""iCalendar (RFC 5545): all-day entries as bytes, texts escaped, lines folded by octets."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MEDIA_TYPE = "text/calendar; charset=utf-8"
_OCTETS = 75
# Section 3.3.11: no control but the tab; what reorders a line, or ends one elsewhere, is kept out too.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_ADDRESS = re.compile(r"[^\x21-\x7e]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One day; ``uid`` stays the same when the day moves, so that the entry moves with it."""

    uid: str
    day: date
    title: str
    note: str
    page: str
    category: str


def ics(name: str, entries: Iterable[Entry], now: datetime) -> bytes:
    """A calendar of that name, for programs that ask for it once a day."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//jiannuo//jiannuo//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
    ]
    # To the day: a calendar in which nothing changed is the same all day.
    stamp = now.astimezone(UTC).strftime("%Y%m%dT000000Z")
    for entry in entries:
        lines += _lines(entry, stamp)
    return b"".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


def _lines(entry: Entry, stamp: str) -> Sequence[str]:
    return (
        "BEGIN:VEVENT",
        f"UID:{_text(entry.uid)}",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(entry.title)}",
        f"DESCRIPTION:{_text(entry.note)}",
        f"CATEGORIES:{_text(entry.category)}",
        *([f"URL:{_ADDRESS.sub('', entry.page)}"] if entry.page else []),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    )


def _text(text: str) -> str:
    plain = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, "\\" + sign)
    return plain.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Pieces of at most 75 octets, none of which ends within a character; a further one begins with a space."""
    pieces, current = [], b""
    for sign in line:
        octets = sign.encode("utf-8")
        if len(current) + len(octets) > _OCTETS:
            pieces.append(current)
            current = b" "
        current += octets
    return b"\r\n".join([*pieces, current]) + b"\r\n"
