"""Crawled text made harmless for chats, whose dialects of Markdown know no escapes.

What a dialect would act on is shown as its full-width twin: nobody is called by @, no link, image, heading or
tag comes out of a headline, and a bare address stays text.
"""

import re

from scheduler.scrub import line

# ASCII and its full-width forms lie 0xFEE0 apart (Unicode block FF00).
_TWINS = {ord(character): ord(character) + 0xFEE0 for character in "<>[]()*_~`#|!@&\\"}
_SCHEME = re.compile(r"(?i)\b([a-z][a-z0-9+.-]{1,20}):(?=//|\\\\)")
_BARE = re.compile(r"(?i)(?<![a-z0-9])(www|ftp)\.")
_DOMAIN = re.compile(r"(?i)([a-z0-9-]{2,63})\.(?=[a-z]{2,24}\b)")
_LIST_MARK = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")


def disarm(text: str, longest: int = 400) -> str:
    """``text`` as one line that no chat acts on."""
    text = line(text, longest)
    text = _SCHEME.sub(r"\1：", text)
    text = _BARE.sub(r"\1．", text)
    text = _DOMAIN.sub(r"\1．", text)
    return _LIST_MARK.sub(r"\1·", text.translate(_TWINS))


def link_target(url: str) -> str:
    """An address (as ``scrub.link`` let it through) that cannot end the link it stands in."""
    return "".join(f"%{ord(character):02X}" if character in "()[]|*" else character for character in url)
