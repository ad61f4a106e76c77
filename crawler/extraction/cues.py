"""The words by which pages mark what is no article, read once from ``cues.yaml``."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Cues:
    """Compiled patterns: over lines (``ends``, ``drops``), over classes and ids (``beside`` and so on)."""

    ends: re.Pattern[str]
    drops: re.Pattern[str]
    beside: re.Pattern[str]
    article: re.Pattern[str]
    title: re.Pattern[str]
    source: re.Pattern[str]
    controls: re.Pattern[str]


@cache
def cues() -> Cues:
    """The cues; compiled at first use."""
    data = yaml.safe_load((files("crawler.extraction") / "cues.yaml").read_text("utf-8"))
    return Cues(
        ends=re.compile("|".join(f"(?:{one})" for one in data["ends"]), re.IGNORECASE),
        drops=re.compile("|".join(f"(?:{one})" for one in data["drops"])),
        beside=_name(data["beside"]),
        article=_name(data["article"]),
        title=_name(data["title"]),
        source=_name(data["source"]),
        controls=re.compile(rf"(?:{_words(data['controls'])})"),
    )


def _words(text: str) -> str:
    return "".join(text.split())


def _name(text: str) -> re.Pattern[str]:
    """A class or id holds several words: ``hotNews-list``, ``post_comment2``."""
    return re.compile(rf"(?<![a-z])(?:{_words(text)})(?![a-z])", re.IGNORECASE)


def names_of(element: object) -> str:
    """Class and id of an element, with the words of ``camelCase`` parted."""
    get = element.get  # type: ignore[attr-defined]
    text = f"{get('class') or ''} {get('id') or ''}"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", text) if text.strip() else ""
