"""When, from whom and by whom: each from the first place that tells, with its rule."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import islice

from crawler.extraction.blocks import Block, one_line
from crawler.extraction.credit import PIECE, credited, outlet_name
from crawler.extraction.dates import read_date
from crawler.extraction.head import printed_date, printed_names, printed_source
from crawler.extraction.literals import date_in_script
from crawler.extraction.metas import Said
from crawler.extraction.people import authors_in, editor_in, people_only
from crawler.extraction.reading import Reading
from jiannuo.model.when import When

_YEAR = re.compile(r"(?:19|20)\d\d")
_FAR = 60
_BYLINE = 200
_MOST_LINES = 60
_EDITED = re.compile(r"编(?:\s*辑)?\s*[:：]")
_TAG = re.compile(r"<[^>]*>?")
_LABEL = re.compile(r"源|来自")


def published_of(reading: Reading) -> When | None:
    """The date of publication: rules, metas, the printed head, the address or a script as a last resort."""
    for one in (*reading.ruled("date"), *reading.said("date")):
        text = one.value.replace(PIECE, " ")
        near = () if _YEAR.search(text) else reading.near
        if when := read_date(text, reading.now, relative=reading.relative, near=near):
            reading.note("date", one)
            return _checked(reading, when)
    if when := _printed(reading):
        reading.origin["date"] = "page head"
        return _checked(reading, when)
    if reading.in_address:
        reading.origin["date"] = "address"
    elif (noted := date_in_script(reading.page.text)) and (when := read_date(noted, reading.now)):
        reading.origin["date"] = "script"
        return when
    reading.warnings.append("date only from the address" if reading.in_address else "no date")
    return reading.in_address


def _printed(reading: Reading) -> When | None:
    """The printed date: between headline and text first, then wherever the general way finds the head."""
    for head in (reading.head, reading.general_head if reading.by_rule is not None else None):
        if head and (when := printed_date(head, reading.now, relative=reading.relative, near=reading.near)):
            return when
    return None


def _checked(reading: Reading, when: When) -> When:
    """The address of a moved article names the day of the move: the printed date holds, and is noted."""
    other = reading.in_address
    if other and abs((other.day - when.day).days) > _FAR:
        reading.warnings.append("the address names another day")
    return when


def source_of(reading: Reading) -> str | None:
    """The credited outlet."""
    for one in reading.ruled("source"):
        if name := credited(one.value) or (None if _LABEL.search(one.value) else outlet_name(one.value)):
            reading.note("source", one)
            return name
    for one in reading.said("source"):
        if name := credited(one.value) or outlet_name(one.value):
            reading.note("source", one)
            return name
    if found := printed_source(reading.head):
        reading.origin["source"] = found[1]
        return found[0]
    return None


def editor_of(reading: Reading, around: Sequence[Block]) -> str | None:
    """The editor: by rule, else the line that names one, in the text's element or anywhere on the page."""
    for one in reading.ruled("editor"):
        if name := editor_in([one.value]):
            reading.note("editor", one)
            return name
    tail = [PIECE.join(block.pieces) for block in reversed(around[-40:])]
    if name := editor_in(tail) or editor_in(_editor_lines(reading.page.text)):
        reading.origin["editor"] = "editor line"
    return name


def _editor_lines(text: str) -> Iterator[str]:
    """What a page's source says behind each label of an editor, without tags: far quicker than the tree."""
    for label in islice(_EDITED.finditer(text), _MOST_LINES):
        near = text[max(0, label.start() - 4) : label.start() + _BYLINE]
        yield PIECE.join(one_line(unescape(part)) for part in _TAG.split(near))


def authors_of(reading: Reading, body: Sequence[Block], editor: str | None) -> tuple[str, ...]:
    """The people who wrote the report; never its editor."""
    editors = set((editor or "").replace("、", " ").split())
    for one in _author_places(reading, body):
        if names := tuple(name for name in people_only(one.value) if name not in editors):
            reading.note("author", one)
            return names
    return ()


def _author_places(reading: Reading, body: Sequence[Block]) -> Iterator[Said]:
    yield from reading.ruled("author")
    edges = [block.text[:_BYLINE] for block in body[:3]] + [block.text[-_BYLINE:] for block in body[-3:]]
    yield Said(PIECE.join(authors_in(edges)), "byline")
    lines = [PIECE.join(block.pieces) for block in reading.head.lines()]
    yield Said(PIECE.join(authors_in(lines) or printed_names(reading.head)), "page head")
    yield from reading.said("author")
