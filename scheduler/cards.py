"""One entry of a digest in words, made once for all the readers who get it: thousands of digests share some hundred."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from jiannuo.locale import wording
from scheduler.contents import (
    Contradiction,
    Deadlined,
    Figure,
    Mentioned,
    Moved,
    Quiet,
    Restated,
    Trouble,
)
from scheduler.layout import environment, inlined_part

Entry = Moved | Figure | Mentioned | Restated | Contradiction | Deadlined | Quiet | tuple[Trouble, ...]

_MACROS: dict[type, str] = {
    Moved: "moved",
    Figure: "figure",
    Mentioned: "mentioned",
    Restated: "restatement",
    Contradiction: "contradiction",
    Deadlined: "deadline",
    Quiet: "quiet",
    # The same for all readers, so worded as a whole.
    tuple: "unlooked",
}
# Some kilobytes each. More would serve only those whose choice of outlets gives them cards of their own.
_KEPT = 2_048


@dataclass(frozen=True, slots=True)
class Card:
    """The entry as part of the HTML page, CSS inlined, and as part of the text."""

    html: str
    text: str


@lru_cache(maxsize=_KEPT)
def card(entry: Entry, language: str, root: str) -> Card:
    """``entry`` in the words of ``language``, with links to our pages below ``root``; equal entries are worded once."""
    name = _MACROS[type(entry)]
    html = getattr(_macros("cards.html.j2", language, root), name)(entry)
    text = getattr(_macros("cards.txt.j2", language, root), name)(entry)
    return Card(inlined_part(html), text)


@cache
def _macros(template: str, language: str, root: str) -> Any:
    values = {"w": wording(language), "lang": language, "root": root}
    return environment().get_template(template).make_module(values)
