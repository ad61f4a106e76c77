"""Whether a page is an article at all; if not, what it is instead: a list, a wall, an error, a shell."""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import yaml

from crawler.extraction.blocks import Block
from crawler.extraction.page import OpenPage

NO_ARTICLE = "no article: "
_PARAGRAPH = 15
_SHORT_TEXT = 300
_NOTICE = 120
_SCRAP = 40
_HANZI = re.compile(r"[\u3400-\u9fff]")
_LINKS = 5
_LINK_SIZE = 6
_SHELL_TEXT = 200
_DATA = re.compile(
    r"[\s\ufeff]*(?:[{\[]\s*[\"{\[\]}]|(?:<\?xml[^>]{0,200}>\s*)?<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b)"
)
_SCRIPT = re.compile(r"<script|<noscript", re.IGNORECASE)


def why_no_article(page: OpenPage, body: Sequence[Block], around: Sequence[Block], title: str) -> str | None:
    """Why a page is no article, in a few words; None when it is one.

    ``body`` are the paragraphs that were read, ``around`` all blocks of the element they stand in.
    """
    paragraphs = [block for block in body if block.prose >= _PARAGRAPH]
    size = sum(block.prose for block in paragraphs)
    if _DATA.match(page.text):
        return "data, no page"
    if size < _SHORT_TEXT and (wall := _wall(page, title, body)):
        return wall
    if not paragraphs:
        return _without_text(page)
    if size < _SHORT_TEXT and not (_HANZI.search(" ".join(block.text for block in paragraphs))):
        return "no running text"
    return "a list of links" if _is_list(paragraphs, around) else None


def why_no_ruled_article(page: OpenPage, body: Sequence[Block], around: Sequence[Block]) -> str | None:
    """Why what an outlet's rule named as the text is none: the words of a barrier, or a list; None when it is one.

    Stricter in what it refuses than the look at a page without rules: a report that only speaks of a login stays.
    """
    shown = " ".join(block.text for block in body[:8])
    if len(shown) < _NOTICE:
        for kind, pattern in _kinds().items():
            if pattern.search(shown) or (len(shown) < _SCRAP and pattern.search(page.document_title)):
                return kind
    paragraphs = [block for block in body if block.prose >= _PARAGRAPH]
    if paragraphs:
        return "a list of links" if _is_list(paragraphs, around) else None
    linked = sum(block.link_share > 0.5 and block.size >= _LINK_SIZE for block in around)
    return "a list of links" if linked >= _LINKS else None


def why_empty(warnings: Sequence[str], title: str) -> str:
    """The reason, in a report's warnings, why nothing was read."""
    said = (one.removeprefix(NO_ARTICLE) for one in warnings if one.startswith(NO_ARTICLE))
    return next(said, "no text" if title else "no title")


def _wall(page: OpenPage, title: str, body: Sequence[Block]) -> str | None:
    """What kind of barrier a page with little text is, by the words of its title and its text."""
    shown = " ".join(block.text for block in body[:8])
    for kind, pattern in _kinds().items():
        if pattern.search(f"{page.document_title} {title}") or (
            len(shown) < _SHORT_TEXT and pattern.search(shown)
        ):
            return kind
    return None


def _without_text(page: OpenPage) -> str:
    blocks = page.outline.blocks
    text = sum(block.size for block in blocks)
    linked = sum(block.linked for block in blocks)
    shown = " ".join(block.text for block in blocks[:40])
    if text < _SHELL_TEXT and (kind := next((k for k, p in _kinds().items() if p.search(shown)), None)):
        return kind
    if text and linked > text / 2 and sum(block.link_share > 0.5 for block in blocks) >= 3:
        return "a list of links"
    if text < _SHELL_TEXT and _SCRIPT.search(page.text):
        return "a shell that needs JavaScript"
    return "no text"


def _is_list(paragraphs: Sequence[Block], around: Sequence[Block]) -> bool:
    """Whether linked headlines stand between the paragraphs: the entries of a list with summaries."""
    first, last = around.index(paragraphs[0]), around.index(paragraphs[-1])
    between = around[max(0, first - 2) : last + 1]
    linked = sum(block.link_share > 0.8 and block.size >= _LINK_SIZE for block in between)
    homes = {block.container for block in paragraphs}
    apart = len(homes) > len(paragraphs) / 2 or len(homes) >= _LINKS
    return linked >= _LINKS and linked >= 0.6 * len(paragraphs) and apart


@cache
def _kinds() -> dict[str, re.Pattern[str]]:
    data = yaml.safe_load((files("crawler.extraction") / "instead.yaml").read_text("utf-8"))
    return {kind: re.compile("|".join(words), re.IGNORECASE) for kind, words in data.items()}
