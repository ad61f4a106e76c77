"""Walls: login and challenge pages that a host shows in a page's place with status 200."""

import re
from functools import cache
from importlib import resources

import yaml

LITTLE_TEXT = 400
_TITLE = re.compile(rb"<title[^>]*>(.{0,300}?)</title", re.IGNORECASE | re.DOTALL)
_UNSEEN = re.compile(r"<(script|style|noscript)\b.*?(?:</\1\s*>|$)|<[^>]*>|&\w+;", re.IGNORECASE | re.DOTALL)
_LOOK = 200_000


def wall_in(body: bytes) -> str:
    """The trait by which ``body`` is known as a wall; empty for any other page.

    A title that begins like those of walls decides; markup of walls does so only where hardly any text
    is shown, for many good pages carry a login box.
    """
    titles, markup = _traits()
    found = _TITLE.search(body[:_LOOK])
    if found and (title := _text(found[1]).strip()).casefold().startswith(titles):
        return f"title {title[:60]!r}"
    lower = body[:_LOOK].lower()
    trait = next((name for name, packed in markup if any(form in lower for form in packed)), "")
    return trait if trait and _is_bare(_text(body[:_LOOK])) else ""


def _is_bare(text: str) -> bool:
    return len(re.sub(r"\s+", "", _UNSEEN.sub("", text))) < LITTLE_TEXT


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


@cache
def _traits() -> tuple[tuple[str, ...], tuple[tuple[str, tuple[bytes, ...]], ...]]:
    data = yaml.safe_load((resources.files("crawler") / "walls.yaml").read_text("utf-8"))
    packed = tuple(
        (name, tuple({name.lower().encode(), name.lower().encode("gb18030")})) for name in data["markup"]
    )
    return tuple(title.casefold() for title in data["titles"]), packed
