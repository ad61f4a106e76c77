"""Crawled text made harmless for a terminal: no escape sequences, no controls, no reordering marks."""

import re

HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def plain(text: str) -> str:
    """``text`` without characters that could move, colour or forge what a terminal shows; newlines stay."""
    return HARMFUL.sub("", text)
