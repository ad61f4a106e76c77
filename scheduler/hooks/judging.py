"""What a receiver's reply means: taken, again later, refused for good, or unknown."""

import email.utils
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from jiannuo.clock import Clock
from scheduler.hooks.post import Reply
from scheduler.scrub import line
from scheduler.smtp import Answer, Fate

LONGEST_WAIT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Codes:
    """How a robot says no in a reply of status 200: the field, and the codes that asking again cannot change.

    ``waits`` are codes that ask for patience, with the seconds.
    """

    field: str
    final: frozenset[int]
    waits: Mapping[int, int]


def judged(reply: Reply, codes: Codes | None, final: frozenset[int] = frozenset((410,))) -> Answer:
    """The answer to one post; ``final`` are HTTP statuses that end the matter."""
    status = reply.status
    if status in final:
        return Answer(Fate.REFUSED, "answer", _said(reply))
    if status in (502, 504):
        # A gateway speaks: what stands behind it may have taken the message.
        return Answer(Fate.UNKNOWN, "answer", _said(reply))
    if not 200 <= status < 300:
        return Answer(Fate.LATER, "answer", _said(reply), session=status == 429)
    return _by_code(reply, codes) if codes else Answer(Fate.ACCEPTED, "answer", f"{status}")


def wait_asked_for(reply: Reply | None, codes: Codes | None, clock: Clock) -> timedelta:
    """How long the receiver wants to be left alone; at most a day, nothing when it did not say."""
    if reply is None:
        return timedelta()
    code = _code(reply, codes) if codes else None
    seconds = float(codes.waits.get(code, 0)) if codes and code is not None else 0.0
    if reply.status in (429, 503) and reply.retry_after:
        seconds = max(seconds, _seconds(reply.retry_after, clock.now()))
    return min(timedelta(seconds=max(seconds, 0.0)), LONGEST_WAIT)


def _by_code(reply: Reply, codes: Codes) -> Answer:
    code = _code(reply, codes)
    if code is None:
        return Answer(Fate.UNKNOWN, "answer", f"{reply.status} without {codes.field}")
    if code == 0:
        return Answer(Fate.ACCEPTED, "answer", f"{reply.status} {codes.field} 0")
    fate = Fate.REFUSED if code in codes.final else Fate.LATER
    return Answer(fate, "answer", f"{codes.field} {code}: {_said(reply)}", session=code in codes.waits)


def _code(reply: Reply, codes: Codes) -> int | None:
    try:
        document = json.loads(reply.body)
    except ValueError:
        return None
    found = document.get(codes.field) if isinstance(document, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _seconds(text: str, now: datetime) -> float:
    """Retry-After as seconds or as a date (RFC 9110 section 10.2.3); 0 for anything else."""
    if text.strip().isdigit():
        return float(text.strip()[:9])
    try:
        return (email.utils.parsedate_to_datetime(text) - now).total_seconds()
    except (TypeError, ValueError):
        return 0.0


def _said(reply: Reply) -> str:
    return f"{reply.status} {line(reply.body[:600].decode('utf-8', 'replace'), 200)}".strip()
