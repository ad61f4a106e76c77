"""The lines around the headline, where a page prints when, from whom and by whom."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from crawler.extraction.blocks import Block, Outline, one_line, outline
from crawler.extraction.credit import PIECE, credited, is_empty_label, outlet_name
from crawler.extraction.cues import cues, names_of
from crawler.extraction.dates import read_date
from crawler.extraction.people import is_person
from jiannuo.model.when import When

_AFTER, _BEFORE, _LONGEST, _UP = 14, 5, 160, 5
_MOST_PARTS = 40
_STOPS = re.compile(r"[。！？；，]")
_LABELLED = re.compile(r"(?:发布|发表|发稿|刊登|刊发)(?:时间|日期|于)?\s*[:：]?[^。]{0,3}(?=(?:19|20)\d\d\D)")
_YEAR = re.compile(r"(?:19|20)\d\d\s*[-/.年]")
_CLOCKED = re.compile(
    r"\d{2,4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?(?:\s*\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?"
    r"|\d{1,3}\s*(?:分钟|小时|天)前|昨天|今天|刚刚|\d{1,2}-\d{1,2}\s+\d{1,2}[:：]\d\d"
)
_DAY = re.compile(r"\d{1,4}\s*[-/.年月]\s*\d{1,2}|\d{1,2}\s*[:：]\s*\d\d|小时前|分钟前|昨天")


@dataclass(frozen=True, slots=True)
class Head:
    """The blocks after the headline up to the first paragraph, those before it, and those behind the text."""

    after: tuple[Block, ...]
    before: tuple[Block, ...]
    behind: tuple[Block, ...]

    def lines(self) -> Iterator[Block]:
        """All of them, the likeliest first."""
        yield from self.after
        yield from reversed(self.before)
        yield from self.behind


def head_of(page: Outline, title: int, body: Sequence[int]) -> Head:
    """The head of an article whose headline is block ``title`` (-1: none) and whose text is blocks ``body``."""
    first = body[0] if body else len(page.blocks)
    begin = title if 0 <= title < first else max(-1, first - _AFTER)
    end = min(first, begin + 1 + _AFTER)
    after = [block for block in page.blocks[begin + 1 : end] if block.size <= _LONGEST]
    before = [
        block for block in page.blocks[max(0, begin - _BEFORE) : max(0, begin)] if block.size <= _LONGEST
    ]
    last = body[-1] + 1 if body else len(page.blocks)
    behind = [block for block in page.blocks[last : last + _BEFORE] if block.size <= _LONGEST]
    return Head(tuple(after), tuple(before), tuple(behind))


def head_above(body: Any, title: str) -> Head:
    """The head between the headline and an element that is known to be the text, without a look at the rest.

    Goes back over what stands before ``body`` and the elements around it, up to the headline.
    """
    above: list[Block] = []
    element = body
    for _ in range(_UP):
        for sibling in element.itersiblings(preceding=True):
            if not isinstance(sibling.tag, str):
                continue
            for block in reversed(outline(sibling, hidden=True).blocks[-_AFTER:]):
                if block.text == title or len(above) >= _AFTER:
                    return Head(tuple(reversed(above)), (), ())
                if block.size <= _LONGEST:
                    above.append(block)
        element = element.getparent()
        if element is None or element.tag in ("body", "html"):
            break
    return Head(tuple(reversed(above)), (), ())


def printed_date(head: Head, now: datetime, *, relative: bool, near: Sequence[date]) -> When | None:
    """The date printed under, over or behind the text, a labelled one (发布时间) first."""
    whole = " ".join(_spaced(block) for block in head.lines())
    if (label := _LABELLED.search(whole)) and (when := read_date(whole[label.end() :][:40], now)):
        return when
    for blocks in (head.after, tuple(reversed(head.before))):
        if when := read_date(" ".join(map(_spaced, blocks)), now, relative=relative, near=near):
            return when
    # Behind an article stand lists with days of their own: only a whole date of a line without links counts.
    plain = [_spaced(block) for block in head.behind if not block.linked and _YEAR.search(block.text)]
    return next((when for text in plain if (when := read_date(text, now, relative=False))), None)


def printed_source(head: Head) -> tuple[str, str] | None:
    """The credited outlet and how it was found: by its label, its element's name, or beside the date."""
    for block in head.lines():
        if block.size <= _LONGEST and (name := credited(PIECE.join(block.pieces))):
            return name, "printed label"
    near = (*head.after, *reversed(head.before))
    for block in near:
        if name := _in_named_element(block):
            return name, "element named source"
    if any(is_empty_label(PIECE.join(block.pieces)) for block in near):
        return None
    name = _beside_date(head.after) or _beside_date(head.before)
    return (name, "beside the date") if name else None


def _in_named_element(block: Block) -> str | None:
    """The name in the innermost element of a block that is called source, author-name or the like."""
    within = list(islice(block.home.iter(), _MOST_PARTS))
    for element in reversed(within):
        if isinstance(element.tag, str) and cues().source.search(names_of(element)):
            text = block.text if element is block.home else one_line("".join(element.itertext()))
            if name := _bare_name(text):
                return name
    return None


def printed_names(head: Head) -> list[str]:
    """Names of people in the line of the date, or in a line of nothing else before it."""
    for block in head.after:
        words = [word for piece in block.pieces for word in piece.split()]
        names = [word for word in words if is_person(word)]
        dated = bool(_DAY.search(block.text))
        if dated or (names and len(names) == len(words)):
            return names
    return []


def _beside_date(blocks: Sequence[Block]) -> str | None:
    """The one bare name in the line of the date, or in the line before or behind it."""
    dated = next((number for number, block in enumerate(blocks) if _DAY.search(_spaced(block))), None)
    if dated is None:
        return None
    last = dated
    while last + 1 < len(blocks) and _DAY.search(_spaced(blocks[last + 1])) and blocks[last + 1].size < 12:
        last += 1
    names = [name for piece in blocks[dated].pieces if (name := _bare_name(_CLOCKED.sub(" ", piece)))]
    if names:
        return None if len(names) > 1 and any(map(is_person, names)) else names[0]
    for number in (dated - 1, last + 1):
        if 0 <= number < len(blocks) and (name := _bare_name(blocks[number].text)) and not is_person(name):
            return name
    return None


def _bare_name(text: str) -> str | None:
    """A short text that can be an outlet's name: no sentence, no control, no date."""
    text = text.strip()
    if len(text) > 16 or _STOPS.search(text) or cues().headings.match(text) or cues().drops.match(text):
        return None
    name = outlet_name(text)
    return name if name and len(name) >= len(text) - 3 else None


def _spaced(block: Block) -> str:
    return " ".join(block.pieces) or block.text
