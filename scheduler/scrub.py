"""Crawled text made harmless for one line of a mail: no controls, no reordering, no encoded words, no breaks."""

import re
from urllib.parse import urlsplit

# C0, DEL and C1 controls (NEL among them), line and paragraph separators, surrogates, bidi marks, BOM,
# interlinear and tag characters: nothing of this belongs in a line that people read.
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]+"
)
_ENCODED_WORD = re.compile(r"=\?[^?\s]*\?[bBqQ]\?[^?]*\?=")
_SPACES = re.compile(r"[ \u00a0]+")
_LONGEST_URL = 2_000


def line(text: str, longest: int = 2_000) -> str:
    """``text`` as one harmless line of at most ``longest`` characters."""
    text = _SPACES.sub(" ", _HARMFUL.sub(" ", text[: 4 * longest])).strip()
    return text if len(text) <= longest else text[: longest - 1] + "…"


def header(text: str, longest: int = 120) -> str:
    """``line`` fit for a header: what looks like an encoded word is taken out, for readers that decode twice."""
    previous = None
    while previous != text:
        previous, text = text, _ENCODED_WORD.sub("", text)
    return line(text.replace("=?", "=").replace("?=", "="), longest)


def link(url: str) -> str | None:
    """``url`` when it is a plain http or https address that may stand in a mail, else None."""
    if len(url) > _LONGEST_URL or _HARMFUL.search(url) or re.search(r"[\s<>\"'`\\]", url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host and "@" not in parts.netloc else None
