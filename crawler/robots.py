"""robots.txt after RFC 9309: what an answer means, and which rules it holds for us."""

import re
from dataclasses import dataclass
from enum import StrEnum

from protego import Protego

LARGEST = 512_000  # 500 KiB, the least that RFC 9309 section 2.5 asks to read
MOST_REDIRECTS = 5

_AGENT = re.compile(r"^(\s*user-?agent\s*:\s*)([^\s#]+)[^\n#]*", re.IGNORECASE | re.MULTILINE)
_TOKEN = re.compile(r"\*|[A-Za-z_-]+")


class Access(StrEnum):
    """What an answer to the request for robots.txt means (RFC 9309 section 2.3.1)."""

    SUCCESS = "success"
    REDIRECT = "redirect"
    UNAVAILABLE = "unavailable"
    UNREACHABLE = "unreachable"


def access_of(status: int) -> Access:
    """2xx: obey it. 3xx: follow it. 4xx: everything is allowed. 429, 5xx and all else: nothing is.

    "Too many requests" speaks of us, not of the file: it is taken for "not now", like a server's error.
    """
    if 200 <= status < 300:
        return Access.SUCCESS
    if status in (301, 302, 303, 307, 308):
        return Access.REDIRECT
    if 400 <= status < 500 and status != 429:
        return Access.UNAVAILABLE
    return Access.UNREACHABLE


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one host for our product token."""

    text: str
    _parsed: Protego

    def allows(self, url: str, agent: str) -> bool:
        """Whether ``agent`` (a product token) may fetch ``url``."""
        return bool(self._parsed.can_fetch(url, agent))


def parse(text: str) -> Rules:
    """Rules out of the text of a robots.txt; what makes no sense in it is passed over."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return Rules(text, Protego.parse(_AGENT.sub(_trimmed, lines)))


def text_of(body: bytes) -> str:
    """The part of a robots.txt that is read: at most LARGEST bytes, without a line that is cut off."""
    if len(body) > LARGEST:
        body = body[:LARGEST].rpartition(b"\n")[0]
    return body.decode("utf-8", "replace").removeprefix("\ufeff").replace("\x00", "")


def _trimmed(line: re.Match[str]) -> str:
    """``User-agent: FOO BAR/2`` speaks to FOO: only the product token counts (section 2.2.1)."""
    token = _TOKEN.match(line[2])
    return f"{line[1]}{token[0] if token else line[2]}"
