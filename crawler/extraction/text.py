"""The visible text of an element, paragraph by paragraph."""

from typing import Any

from crawler.extraction.blocks import one_line, outline

__all__ = ["lines_of", "one_line"]


def lines_of(element: Any) -> list[str]:
    """The lines of text in an lxml element: block elements and breaks end a line."""
    return [block.text for block in outline(element).blocks]
