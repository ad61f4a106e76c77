"""The headline: the text on the page that the document's own title also carries."""

import re
from dataclasses import dataclass
from typing import Any

from crawler.extraction.blocks import Block, Outline, one_line
from crawler.extraction.cues import cues, names_of

_PARTS = re.compile(
    r"\s*[_|｜]+\s*|\s+[-—–－]+\s*|\s*[-—–－]+\s+|\s*[—–－]{1,2}\s*|(?<=[\u4e00-\u9fff])-(?=[\u4e00-\u9fffA-Z])"
)
_BARE = re.compile(r"[\W_]+")
_CUT = re.compile(r"(?:\.{2,}|…+)\s*$")
_HEADINGS = ("h1", "h2", "h3", "h4")
_DATED = re.compile(r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}")
_HEAD = 14
_LONGEST = 120
_SHORTEST = 5
_STUFFED = 4


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline, the number of the (last) block that prints it (-1: none), and the rule that found it."""

    text: str
    block: int
    rule: str


def headline(page: Outline, document: str, said: str) -> Headline:
    """Find the headline. ``document`` is the text of ``<title>``, ``said`` what the metas give (may be empty).

    A printed line that begins the document's title wins, the longest first and headings before others;
    a title stuffed with key words is not believed.
    """
    documents = [text for text in (said, document) if text and not is_stuffed(text)]
    printed = max(
        (found for text in documents for found in _printed(page, text)), key=lambda one: one[0], default=None
    )
    if printed:
        return _joined(page, printed[1], documents)
    if (heading := _heading(page)) >= 0 and not documents:
        return Headline(page.blocks[heading].text, heading, "heading")
    best = said if said and not is_stuffed(said) else _without_site(document)
    return Headline(best, _nearest(page, best), "document title")


def above_date(page: Outline, first: int) -> Headline | None:
    """The line above the line of the date, before the first paragraph (block ``first``): a headline without a tag.

    For pages whose title names only the site.
    """
    for number in range(first - 1, max(0, first - _HEAD), -1):
        if _DATED.search(page.blocks[number].text):
            line = page.blocks[number - 1]
            plain = line.link_share < 0.5 and not cues().drops.match(line.text)
            if plain and _SHORTEST < line.size <= 80 and not is_stuffed(line.text):
                return Headline(line.text, number - 1, "line above the date")
            return None
    return None


def _joined(page: Outline, number: int, documents: list[str]) -> Headline:
    """The headline of block ``number`` with the lines after it over which it is broken."""
    text, last = page.blocks[number].text, number
    for block in page.blocks[number + 1 : number + 4]:
        longer = _bare(text + block.text)
        if not any(_bare(document).startswith(longer) for document in documents):
            break
        text, last = text + block.text, last + 1
    return Headline(text, last, "printed title")


def is_stuffed(text: str) -> bool:
    """Whether a title is a row of key words rather than a headline."""
    parts = [part for part in re.split(r"[_|,，\s]+", text) if part]
    return len(parts) > _STUFFED and text.count("_") + text.count("|") + text.count(",") >= _STUFFED


def _printed(page: Outline, document: str) -> list[tuple[tuple[float, int], int]]:
    """Blocks whose text the document's title begins with, or holds for a good part, with their rank."""
    whole = _bare(document)
    found = []
    for number, block in enumerate(page.blocks):
        if not _SHORTEST <= block.size <= _LONGEST:
            continue
        text = _bare(_CUT.sub("", block.text))
        share = len(text) / (len(whole) or 1)
        begins = whole.startswith(text) and (len(text) >= _SHORTEST)
        inside = len(text) >= 8 and share >= 0.4 and text in whole
        if (begins and (share >= 0.3 or len(text) >= 12)) or inside:
            rank = len(text) + (4 if begins else 0) + _standing(block) - 6 * block.link_share
            found.append(((rank, -number), number))
    return found


def _standing(block: Block) -> int:
    """How much an element's tag and names speak for a headline."""
    element: Any = block.home
    points = {"h1": 5, "h2": 4, "h3": 3}.get(element.tag, 0)
    return points + (2 if cues().title.search(names_of(element)) else 0)


def _heading(page: Outline) -> int:
    """The block that is a headline by its tag or class where the document's title is of no use; -1: none."""
    best = (0, -1)
    for number, block in enumerate(page.blocks):
        if not 6 <= block.size <= 80 or block.link_share > 0.5 or is_stuffed(block.text):
            continue
        if (points := _standing(block)) > best[0]:
            best = (points, number)
    return best[1]


def _nearest(page: Outline, text: str) -> int:
    """The heading that begins alike (a headline may be printed cut short or with a word more)."""
    wanted = _bare(text)[:8]
    for number, block in enumerate(page.blocks):
        if len(wanted) >= _SHORTEST and block.size <= _LONGEST and _bare(block.text).startswith(wanted):
            return number
    return next((n for n, block in enumerate(page.blocks) if block.home.tag == "h1"), -1)


def _without_site(document: str) -> str:
    """The document's title without the site's and the column's names behind it."""
    parts = [part for part in _PARTS.split(one_line(document)) if part]
    if not parts:
        return ""
    first = parts[0]
    if len(parts) > 1 and len(first) < _SHORTEST <= len(parts[1]):
        return max(parts, key=len)
    return first


def _bare(text: str) -> str:
    return _BARE.sub("", text).lower()
