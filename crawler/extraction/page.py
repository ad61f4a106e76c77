"""A page opened for reading: parsed once, within bounds, and everything else only when it is asked for."""

import re
from functools import cache, cached_property
from typing import Any

from lxml import etree
from parsel.csstranslator import HTMLTranslator

from crawler.extraction.blocks import Outline, one_line, outline
from crawler.extraction.metas import Sayings

_MOST_CHARACTERS = 3_000_000
_MOST_TAGS = 100_000
_LONGEST_TITLE = 1_000
_END_TAGS = ("</body>", "</html>", "</BODY>", "</HTML>")
_END_TAG = re.compile("|".join(_END_TAGS))
_LONGEST_TAG = max(map(len, _END_TAGS))
_AFTER_END = 40
# The first step of a path for a CSS selector, where nothing but an id or a class is asked for.
_FIRST = r"(?:(?<=\| )|^)descendant-or-self::\*"
_BY_ID = re.compile(_FIRST + r"\[@id = ('[^']*')\](?=/| \||$)")
_BY_CLASS = re.compile(
    _FIRST + r"\[@class and contains\(concat\(' ', normalize-space\(@class\), ' '\), ('[^']*')\)\](?=/| \||$)"
)


class OpenPage:
    """The tree, what the page says of itself, and its blocks of text."""

    def __init__(self, text: str) -> None:
        self.text, self.cut = bounded(text)
        self.root: Any = _tree(self.text)
        self.said = Sayings(self.root)
        self._selected: dict[str, list[Any]] = {}

    def select(self, rule: str) -> list[Any]:
        """The elements that a CSS selector names; texts where it ends in ``::text`` or ``::attr()``."""
        if rule not in self._selected:  # one line often holds date and source
            found = _compiled(rule)(self.root)
            self._selected[rule] = found if isinstance(found, list) else []
        return self._selected[rule]

    @cached_property
    def outline(self) -> Outline:
        """All blocks a reader sees."""
        return outline(self.root)

    @cached_property
    def document_title(self) -> str:
        """The text of ``<title>``."""
        title = next(self.root.iter("title"), None)
        return one_line("".join(title.itertext())[:_LONGEST_TITLE]) if title is not None else ""


@cache
def _compiled(rule: str) -> etree.XPath:
    return etree.XPath(_by_attribute(HTMLTranslator().css_to_xpath(rule)))


def _by_attribute(path: str) -> str:
    """``#name`` and ``.name`` by a look at all ids or classes, which is six times as quick as one at all elements."""
    path = _BY_ID.sub(r"descendant-or-self::*/@id[. = \1]/..", path)
    return _BY_CLASS.sub(
        r"descendant-or-self::*/@class[contains(concat(' ', normalize-space(.), ' '), \1)]/..", path
    )


def _tree(text: str) -> Any:
    """The tree of a page. Plain elements: those of ``lxml.html`` are looked up one by one in Python."""
    if not text or text.isspace():
        return etree.Element("html")
    root = etree.fromstring(text.encode("utf-8", "replace"), _parser())
    return etree.Element("html") if root is None else root


@cache
def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(
        recover=True, encoding="utf-8", huge_tree=True, remove_comments=True, collect_ids=False
    )


def bounded(text: str) -> tuple[str, bool]:
    """The part of a page that is parsed, and whether something was left out.

    Mebibytes of tags cost a gibibyte of tree; no article begins behind the 100,000th tag. End tags of
    ``html`` and ``body`` are dropped, for some templates close the page in its head and go on.
    """
    cut = len(text) > _MOST_CHARACTERS or text.count("<") > _MOST_TAGS
    if cut:
        text = text[:_MOST_CHARACTERS]
        end = -1
        for _ in range(_MOST_TAGS):
            if (end := text.find("<", end + 1)) < 0:
                break
        text = text if end < 0 else text[:end]
    if "\x00" in text:
        text = text.replace("\x00", "")
    # Nearly every page is done with after this one look, which is quicker than one for each tag.
    if _END_TAG.search(text, 0, max(0, len(text) - _AFTER_END + _LONGEST_TAG - 1)):
        for tag in _END_TAGS:
            if 0 <= text.find(tag) < len(text) - _AFTER_END:
                text = text.replace(tag, "")
    return text, cut
