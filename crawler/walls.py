"""Walls: login and challenge pages that a host shows in a page's place with status 200."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml
from ahocorasick_rs import BytesAhoCorasick, Implementation

LITTLE_TEXT = 400
_TITLE = re.compile(rb"<title[^>]*>(.{0,300}?)</title", re.IGNORECASE | re.DOTALL)
_UNSEEN = re.compile(r"<(script|style|noscript)\b.*?(?:</\1\s*>|$)|<[^>]*>|&\w+;", re.IGNORECASE | re.DOTALL)
_LOOK = 200_000


def wall_in(body: bytes) -> str:
    """The trait by which ``body`` is known as a wall; empty for any other page.

    A title that begins like those of walls decides; markup of walls does so only where hardly any text
    is shown, for many good pages carry a login box.
    """
    traits = _traits()
    found = _TITLE.search(body[:_LOOK])
    if found and (title := _text(found[1]).strip()).casefold().startswith(traits.titles):
        return f"title {title[:60]!r}"
    trait = traits.in_markup(body[:_LOOK].lower())
    return trait if trait and _is_bare(_text(body[:_LOOK])) else ""


def _is_bare(text: str) -> bool:
    return len(re.sub(r"\s+", "", _UNSEEN.sub("", text))) < LITTLE_TEXT


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


@dataclass(frozen=True, slots=True)
class _Traits:
    """How titles of walls begin, and markup of theirs: ``names`` are those of the ``forms``, one by one."""

    titles: tuple[str, ...]
    names: tuple[str, ...]
    forms: BytesAhoCorasick

    def in_markup(self, lower: bytes) -> str:
        """The first trait of the list that stands in the markup (one look for all of them); empty: none."""
        found = self.forms.find_matches_as_indexes(lower, overlapping=True)
        return self.names[min(number for number, _, _ in found)] if found else ""


@cache
def _traits() -> _Traits:
    data = yaml.safe_load((resources.files("crawler") / "walls.yaml").read_text("utf-8"))
    titles = tuple(title.casefold() for title in data["titles"])
    packed = [(name, name.lower().encode(code)) for name in data["markup"] for code in ("utf-8", "gb18030")]
    names, forms = zip(*packed, strict=True)
    return _Traits(titles, names, BytesAhoCorasick(forms, implementation=Implementation.DFA))
