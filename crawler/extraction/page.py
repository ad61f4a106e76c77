"""A page opened for reading: parsed once, within bounds, and everything else only when it is asked for."""

import re
from functools import cached_property
from typing import Any

from parsel import Selector

from crawler.extraction.blocks import Outline, one_line, outline
from crawler.extraction.metas import Sayings

_MOST_CHARACTERS = 3_000_000
_MOST_TAGS = 100_000
_LONGEST_TITLE = 1_000
_END_TAGS = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)


class OpenPage:
    """The tree, what the page says of itself, and its blocks of text."""

    def __init__(self, text: str) -> None:
        self.text, self.cut = bounded(text)
        self.selector = Selector(text=self.text if self.text.strip() else "<html></html>", type="html")
        self.said = Sayings(self.selector)

    @property
    def root(self) -> Any:
        """The lxml root element."""
        return self.selector.root

    @cached_property
    def outline(self) -> Outline:
        """All blocks a reader sees."""
        return outline(self.root)

    @cached_property
    def document_title(self) -> str:
        """The text of ``<title>``."""
        title = next(self.root.iter("title"), None)
        return one_line("".join(title.itertext())[:_LONGEST_TITLE]) if title is not None else ""


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
    return _END_TAGS.sub("", text.replace("\x00", "")), cut
