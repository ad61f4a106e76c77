"""The bytes of a mail, written by ourselves and read back before they are queued.

The standard library's EmailMessage is not used for writing: in Python 3.11.7 an encoded line break in a
headline becomes a header of its own (CVE-2024-6923), and long Chinese subjects lose spaces when folded.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.parser import BytesHeaderParser
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from jiannuo.errors import DeliveryError
from scheduler.render import Rendered
from scheduler.scrub import header

_WORD_BYTES = 42  # 42 bytes are 56 characters of base64: an encoded word stays below 75 (RFC 2047)
_LINE_BYTES = 57  # 76 characters of base64 a line (RFC 2045)
# A dot-atom at a domain (RFC 5322 section 3.4.1): nothing in it can mean anything else.
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who sends: address and displayed name."""

    sender: str
    sender_name: str

    @property
    def domain(self) -> str:
        """The domain that Message-ID and List-Id are made in."""
        return self.sender.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Mail:
    """One finished mail: its Message-ID and its bytes, lines ended by CRLF."""

    message_id: str
    data: bytes


def compose(
    rendered: Rendered,
    head: Letterhead,
    recipient: str,
    name: str,
    identity: str,
    at: datetime,
    *,
    unsubscribe: str = "",
    text_only: bool = False,
) -> Mail:
    """The mail for one recipient; the same arguments always give the same bytes.

    ``identity`` (subscription and window) goes into the Message-ID. ``unsubscribe`` is the address of the
    recipient's own page; over https it is announced as the one click of RFC 8058. Raises DeliveryError when the bytes,
    parsed again, do not say what they were made from: such a mail must not leave the house.
    ``text_only`` leaves the HTML form out.
    """
    mark = hashlib.sha256(f"{identity}\0{recipient}\0{rendered.html}".encode()).hexdigest()[:32]
    message_id = f"<{mark}@{head.domain}>"
    subject = header(rendered.subject)
    lines = [
        ("From", _mailbox(head.sender_name, head.sender)),
        ("To", _mailbox(name, recipient)),
        ("Subject", _words(subject)),
        ("Date", format_datetime(at)),
        ("Message-ID", message_id),
        ("List-Id", f"<digest.jiannuo.{head.domain}>"),
        *_unsubscribe_lines(head, unsubscribe),
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "bulk"),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative;\r\n boundary="jiannuo-{mark}"'),
    ]
    # One part alone is a multipart, too (RFC 2046 section 5.1), and everything else stays the same.
    forms = [("plain", rendered.text), ("html", rendered.html)][: 1 if text_only else 2]
    parts = [(kind, _crlf(text).encode("utf-8")) for kind, text in forms]
    top = "".join(f"{key}: {value}\r\n" for key, value in lines).encode("ascii")
    bodies = [(_part(kind), _rows(data), data) for kind, data in parts]
    _read_back(top, [key for key, _ in lines], subject, recipient, head.sender)
    _read_bodies_back([(rows, data) for _, rows, data in bodies], recipient)
    body = "".join(f"--jiannuo-{mark}\r\n{part}\r\n{rows}\r\n" for part, rows, _ in bodies)
    return Mail(message_id, top + f"\r\n{body}--jiannuo-{mark}--\r\n".encode("ascii"))


def _unsubscribe_lines(head: Letterhead, address: str) -> list[tuple[str, str]]:
    by_mail = f"<mailto:{head.sender}?subject=unsubscribe>"
    if not address:
        return [("List-Unsubscribe", by_mail)]
    both = ("List-Unsubscribe", f"<{address}>,\r\n {by_mail}")
    if not address.startswith("https://"):
        return [both]
    return [both, ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]


def _part(kind: str) -> str:
    return f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"


def _rows(data: bytes) -> str:
    encoded = base64.b64encode(data).decode("ascii")
    width = _LINE_BYTES // 3 * 4
    return "\r\n".join([encoded[start : start + width] for start in range(0, len(encoded), width)])


def _crlf(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\n", "\r\n")


def _mailbox(name: str, address: str) -> str:
    name = header(name, 60)
    # A colon or a dot would end the phrase that a name is (RFC 5322 section 3.2.5).
    return f"{_words(name, ' -')} <{address}>" if name else f"<{address}>"


def _words(text: str, plain: str = " .:-") -> str:
    """``text`` as it is when short ASCII letters, digits and ``plain``, else as base64 words.

    They come one a line, cut between characters.
    """
    if text.isascii() and len(text) <= 60 and all(c.isalnum() or c in plain for c in text):
        return text
    chunks, current = [], b""
    for character in text:
        encoded = character.encode("utf-8", "replace")
        if len(current) + len(encoded) > _WORD_BYTES:
            chunks.append(current)
            current = b""
        current += encoded
    chunks.append(current)
    return "\r\n ".join(f"=?utf-8?B?{base64.b64encode(chunk).decode('ascii')}?=" for chunk in chunks)


def _read_back(top: bytes, names: list[str], subject: str, recipient: str, sender: str) -> None:
    # The old policy parses fast; the new one then reads the three headers as a modern mail reader does.
    # What would end the headers early stands in the payload.
    parsed = BytesHeaderParser(policy=policy.compat32).parsebytes(top)
    read = {name: _as_read(name, str(parsed[name])) for name in ("From", "Subject")}
    says = (
        parsed.keys() == names
        and not parsed.get_payload()
        and str(read["Subject"]) == subject
        and _reaches(str(parsed["To"]), recipient)
        and [entry.addr_spec for entry in read["From"].addresses] == [sender]
        and max(map(len, top.split(b"\r\n"))) <= 998
    )
    if not says:
        raise _not_as_written(recipient)


def _reaches(to: str, recipient: str) -> bool:
    """Whether a mail reader finds this one recipient; of a plain address alone in brackets that is certain."""
    if to == f"<{recipient}>" and _PLAIN_ADDRESS.fullmatch(recipient):
        return True
    return [entry.addr_spec for entry in _as_read("To", to).addresses] == [recipient]


@lru_cache(maxsize=256)
def _as_read(name: str, value: str) -> Any:
    """A header as a modern mail reader takes it; most mails of a morning share sender and subject."""
    return policy.default.header_fetch_parse(name, value)


def _read_bodies_back(bodies: list[tuple[str, bytes]], recipient: str) -> None:
    # Rows of base64 hold no hyphen: no text can end its part or begin another.
    for rows, data in bodies:
        if base64.b64decode(rows) != data or "-" in rows:
            raise _not_as_written(recipient)


def _not_as_written(recipient: str) -> DeliveryError:
    return DeliveryError(
        f"the mail for {recipient} does not read as it was written",
        "this is a defect: please report it with the subject line",
    )
