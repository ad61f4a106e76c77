"""Reading a delivery status notification (RFC 3464): which of our mails came back for good, and in whose words.

It comes from anybody, so nothing in it is believed but the Message-ID of the mail that is sent back with it:
only who got our mail knows that, and it names the copy. The addresses in it are not looked at.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

from scheduler.scrub import line

LARGEST = 1_000_000
_MESSAGE_ID = re.compile(r"<[0-9a-f]{32}@[A-Za-z0-9.-]{1,253}>")
_PERMANENT = re.compile(r"5\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail of ours that came back for good: its Message-ID, and status and words of the server that refused it."""

    message_id: str
    answer: str


def read_bounce(data: bytes) -> Bounce | None:
    """The bounce that a mail reports; None for anything else: delays, successes, other mails, rubbish.

    Never raises for anything that stands in ``data``; of a longer mail than a megabyte only the beginning is read.
    """
    try:
        message = message_from_bytes(data[:LARGEST], policy=policy.compat32)
        parts = _parts(message)
        answer, message_id = _failure(parts), _returned(parts)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # The parser's own ways of giving up on malformed mails.
        return None
    return Bounce(message_id, answer) if answer and message_id else None


def _parts(message: "Message[str, str]") -> "list[Message[str, str]]":
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return []
    return [part for part in message.get_payload() if isinstance(part, Message)]


def _failure(parts: "list[Message[str, str]]") -> str | None:
    """What the first recipient that failed for good was answered."""
    for fields in _recipients(parts):
        status = _PERMANENT.match(str(fields.get("Status", "")).strip())
        if str(fields.get("Action", "")).strip().lower() == "failed" and status:
            said = str(fields.get("Diagnostic-Code", "")).partition(";")[2]
            return line(f"{status.group()} {said}", 300)
    return None


def _recipients(parts: "list[Message[str, str]]") -> "Iterator[Message[str, str]]":
    """The groups of fields of the delivery status; the first is about the whole mail."""
    for part in parts:
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            yield from (group for group in part.get_payload() if isinstance(group, Message))


def _returned(parts: "list[Message[str, str]]") -> str | None:
    """The Message-ID of the mail, or of its headers, that was sent back."""
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.is_multipart():
            inner = part.get_payload(0)
            known = inner.get("Message-ID", "") if isinstance(inner, Message) else ""
        elif kind in ("text/rfc822-headers", "message/global-headers"):
            body = part.get_payload(decode=True)
            known = message_from_bytes(body if isinstance(body, bytes) else b"").get("Message-ID", "")
        else:
            continue
        found = _MESSAGE_ID.fullmatch(str(known).strip())
        if found:
            return found.group()
    return None
