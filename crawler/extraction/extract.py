"""A page in, a report out: for each field the first rule that yields something, and which rule it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import html as lxml_html

from crawler.decode import decode
from crawler.extraction.blocks import Block, one_line, outline
from crawler.extraction.credit import PIECE
from crawler.extraction.general import text_of
from crawler.extraction.page import OpenPage
from crawler.extraction.paged import may_go_on, next_page
from crawler.extraction.particulars import authors_of, editor_of, published_of, source_of
from crawler.extraction.reading import Reading
from crawler.extraction.standing import doubts
from crawler.extraction.trim import trimmed
from crawler.extraction.verdict import NO_ARTICLE, why_no_article, why_no_ruled_article
from crawler.outlet import Outlet
from crawler.urls import canonical
from jiannuo.model.report import Report

SHORTEST = 15
_GOVERNMENT = "meta articletitle"

Blocks = Sequence[Block]


def extract(
    html: bytes | str,
    url: str,
    *,
    outlet: Outlet | None,
    now: datetime,
    content_type: str = "",
    relative: bool = True,
) -> Report:
    """Read a page as an article.

    For each field: the outlet's selectors, then the standard metas, JSON-LD, then what the page shows.
    The date is never in the future; ``relative`` tells whether ``now`` is when the page was fetched, so
    that 昨天 can be read. ``body`` keeps paragraphs as lines and is empty when the page is no article;
    ``warnings`` say what was doubtful, and why a page is no article.
    """
    return _report(_opened(html, url, outlet, now, content_type, relative))


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a report, and the address of the page that goes on from it; None at the end."""

    report: Report
    next_page: str | None = None


def extract_part(
    html: bytes | str,
    url: str,
    outlet: Outlet | None,
    now: datetime,
    content_type: str = "",
    first: str = "",
) -> Part:
    """Read one page of an article that may go over several; ``first`` is where it begins (default: here)."""
    reading = _opened(html, url, outlet, now, content_type, True)
    report = _report(reading)
    begin = first or url
    if not report.body or not may_go_on(reading.page.text, begin):
        return Part(report)
    return Part(report, next_page(reading.page.root, begin, url))


def _opened(
    html: bytes | str, url: str, outlet: Outlet | None, now: datetime, content_type: str, relative: bool
) -> Reading:
    decoded = None if isinstance(html, str) else decode(html, content_type)
    text = html if isinstance(html, str) else decoded.text if decoded else ""
    # The selectors are those of the design that the page of that day has.
    outlet = outlet.designed_for(url, now) if outlet else None
    reading = Reading(OpenPage(text), outlet, url, now, relative)
    if decoded and decoded.garbled:
        reading.warnings.append("garbled")
    if reading.page.cut:
        reading.warnings.append("page cut: too large to be read whole")
    return reading


def _report(reading: Reading) -> Report:
    reading.title = _title(reading)
    blocks, around = _body(reading)
    editor = editor_of(reading, around)
    authors = authors_of(reading, blocks, editor)
    published, source = published_of(reading), source_of(reading)
    body = text_of(blocks)
    return Report(
        url=canonical(reading.url, reading.outlet),
        outlet=reading.outlet.name if reading.outlet else "",
        title=reading.title,
        body=body,
        published=published,
        source=source,
        authors=authors,
        editor=editor,
        origin=reading.origin,
        warnings=(*reading.warnings, *doubts(reading.title, body)),
    )


def _title(reading: Reading) -> str:
    """By rule; by what the metas of a known outlet, or the government's own meta, say; as printed."""
    said = (one for one in reading.said("title") if reading.outlet or one.rule == _GOVERNMENT)
    for one in (*reading.ruled("title"), *said):
        return one_line(reading.note("title", one).replace(PIECE, " "))
    reading.origin["title"] = reading.general.headline.rule
    return one_line(reading.general.headline.text)


def _body(reading: Reading) -> tuple[Blocks, Blocks]:
    """The paragraphs, and all blocks of the element they stand in."""
    if found := _ruled_body(reading):
        return found
    reading.origin["body"] = "general"
    body, around = reading.general.body, reading.general.around
    why = why_no_article(reading.page, body, around, reading.title)
    if why is None:
        return body, around
    if reading.embedded:
        return _embedded_body(reading, reading.embedded.content, reading.embedded.title)
    reading.warnings.append(NO_ARTICLE + why)
    return (), around


def _ruled_body(reading: Reading) -> tuple[Blocks, Blocks] | None:
    removed = {node for rule in reading.rules("remove") for node in reading.page.select(rule)}
    for rule in reading.rules("body"):
        for node in reading.page.select(rule):
            blocks = outline(node, without=removed)
            kept = trimmed(blocks, node, reading.title)
            if sum(block.size for block in kept) >= SHORTEST:
                reading.origin["body"] = f"outlet {rule}"
                reading.by_rule = node
                if why := why_no_ruled_article(reading.page, kept, blocks.blocks):
                    reading.warnings.append(NO_ARTICLE + why)
                    return (), ()
                return kept, blocks.blocks
    if reading.rules("body"):
        reading.warnings.append("no body rule matched")
    return None


def _embedded_body(reading: Reading, content: str, title: str) -> tuple[Blocks, Blocks]:
    """The article that a script of the page carries as a fragment of HTML."""
    root = lxml_html.fragment_fromstring(content, create_parent="div")
    blocks = outline(root)
    reading.origin.update(body="script data", title="script data")
    reading.title = one_line(title)
    return trimmed(blocks, root, reading.title), blocks.blocks
