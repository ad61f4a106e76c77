"""The visible text of an element, paragraph by paragraph."""

import re
from typing import Any

_BLOCKS = frozenset(
    re.findall(
        r"\w+", "p div li tr h1 h2 h3 h4 h5 h6 section article blockquote table ul ol dl dd dt br hr figure"
    )
)
_SILENT = frozenset(
    re.findall(r"\w+", "script style noscript template iframe button form select option textarea svg head")
)
_SPACE = re.compile(r"[\s\u00a0\u3000]+")


def lines_of(element: Any) -> list[str]:
    """The lines of text in an lxml element: block elements and breaks end a line."""
    pieces: list[str] = []
    _collect(element, pieces)
    lines = (one_line(line) for line in "".join(pieces).split("\n"))
    return [line for line in lines if line]


def one_line(text: str) -> str:
    """Text with all white space runs as one space."""
    return _SPACE.sub(" ", text).strip()


def _collect(root: Any, pieces: list[str]) -> None:
    """Walk without recursion: hostile pages nest deeper than Python's stack."""
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        element, leaving = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else None
        block = tag in _BLOCKS
        if leaving:
            pieces.append("\n" if block else "")
            if element is not root:
                pieces.append(_flat(element.tail))
            continue
        if tag is None or tag in _SILENT:
            pieces.append(_flat(element.tail) if element is not root else "")
            continue
        pieces.append(("\n" if block else "") + _flat(element.text))
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))


def _flat(text: str | None) -> str:
    return _SPACE.sub(" ", text) if text else ""
