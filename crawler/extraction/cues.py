"""The words by which pages mark what is no article, read once from ``cues.yaml``."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_OPEN = r"[\s（(【\[〔〖<＜*※■◆●▲▼|丨·•#>＞—=-]*"


@dataclass(frozen=True, slots=True)
class Cues:
    """Compiled patterns over lines (up to ``calls``) and over classes and ids (the others).

    ``ends`` ends an article for certain, ``headings`` unless paragraphs go on behind it.
    """

    ends: re.Pattern[str]
    headings: re.Pattern[str]
    drops: re.Pattern[str]
    calls: re.Pattern[str]
    beside: re.Pattern[str]
    article: re.Pattern[str]
    title: re.Pattern[str]
    source: re.Pattern[str]
    no_names: frozenset[str]
    surnames: frozenset[str]
    compound_surnames: frozenset[str]


@cache
def cues() -> Cues:
    """The cues; compiled at first use."""
    data = yaml.safe_load((files("crawler.extraction") / "cues.yaml").read_text("utf-8"))
    return Cues(
        ends=_line(data["ends"]),
        headings=_headings(data["ends"]),
        drops=_line(data["drops"]),
        calls=re.compile(_any(data["calls"])),
        beside=_name(data["beside"]),
        article=_name(data["article"]),
        title=_name(data["title"]),
        source=_name(data["source"]),
        no_names=frozenset(data["no_names"].split()),
        surnames=frozenset("".join(data["surnames"].split())),
        compound_surnames=frozenset(data["compound_surnames"].split()),
    )


def _line(kinds: dict[str, Any]) -> re.Pattern[str]:
    """How lines of one kind begin, whatever bracket or bullet stands before."""
    forms = [
        rf"(?:{_any(kinds['labels'])})\s*[:：丨|]",
        rf"(?:{_any(kinds['heads'])})(?:[:：>＞»\s]|$)[^，。；]{{0,12}}$",
        rf"(?:{_any(kinds['begins'])})",
        *kinds["patterns"],
    ]
    return re.compile(_OPEN + "(?:" + "|".join(forms) + ")", re.IGNORECASE)


def _headings(kinds: dict[str, Any]) -> re.Pattern[str]:
    """Headings put together of two words, and controls."""
    pair = rf"(?:{_any(kinds['first'])})[·•\s]?(?:{_any(kinds['second'])})(?!了)[^，。；、]{{0,8}}$"
    control = rf"(?:{_any(kinds['controls'])})(?:[\s\d:：(（【>＞]|$)[^，。；]{{0,16}}$"
    return re.compile(f"{_OPEN}(?:{pair}|{control})", re.IGNORECASE)


def _any(words: str | list[str]) -> str:
    """Any of the words, the longest first. A run of single characters is one spaced-out word: ``责 编``."""
    text = words if isinstance(words, str) else " ".join(words)
    joined = re.sub(r"(?<!\S)(\S) (\S)(?!\S)", r"\1_\2", text)
    every = sorted(set(joined.split()), key=len, reverse=True)
    return "|".join(re.escape(word).replace("_", r"\s*") for word in every)


def _name(words: str) -> re.Pattern[str]:
    """A class or id holds several words: ``hotNews-list``, ``post_comment2``."""
    every = "|".join(re.escape(word).replace(r"\-", "-?") for word in words.split())
    return re.compile(rf"(?<![a-z])(?:{every})(?![a-z])", re.IGNORECASE)


def names_of(element: object) -> str:
    """Class and id of an element, with the words of ``camelCase`` parted."""
    get = element.get  # type: ignore[attr-defined]
    text = f"{get('class') or ''} {get('id') or ''}"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", text) if text.strip() else ""
