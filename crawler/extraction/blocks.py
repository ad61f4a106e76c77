"""A page as the reader sees it: one block of text after the other, each knowing where it stands."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from typing import Any

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "p div li tr h1 h2 h3 h4 h5 h6 section article blockquote table tbody ul ol dl dd dt hr figure "
        "figcaption main header footer nav aside body center form fieldset pre address details summary",
    )
)
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset(
    re.findall(
        r"\w+",
        "script style noscript template iframe button select option textarea svg head object audio video",
    )
)
_NO_PARAGRAPH = frozenset(
    {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "tr", "pre", "figcaption"}
)
_DEEPEST = 256
_MOST_BLOCKS = 20_000
_WHITE = " \n\t\r\u00a0\u3000"
_UNSPOKEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_STOPS = re.compile(r"[，。；：、！？“”》,;?!]")
_UNSEEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Block:
    """One paragraph, heading, row or caption: its text, how much of it is linked, and where it stands.

    ``size`` counts the characters that are no white space, ``linked`` those of them in links.
    """

    text: str
    linked: int
    home: Any
    targets: tuple[str, ...] = ()
    raw: tuple[str, ...] = ()
    size: int = field(init=False)
    _prose: float = field(init=False, default=-1.0)

    def __post_init__(self) -> None:
        self.size = len(self.text) - self.text.count(" ")

    @property
    def pieces(self) -> tuple[str, ...]:
        """The texts of its inline elements, which pages print side by side without a space."""
        return tuple(piece for piece in map(one_line, self.raw) if piece)

    @property
    def prose(self) -> float:
        """How much running text it holds: its unlinked characters, little when it has no stops."""
        if self._prose < 0:
            self._prose = self._weigh()
        return self._prose

    def _weigh(self) -> float:
        if self.link_share > 0.5:
            return 0.0
        plain = self.size - self.linked
        if not _STOPS.search(self.text):
            return plain * (0.15 if plain < 30 else 0.4)
        return plain * (1.0 if plain >= 20 else 0.5)

    @property
    def link_share(self) -> float:
        """The share of the text that is linked."""
        return min(1.0, self.linked / self.size) if self.size else 0.0

    @property
    def container(self) -> Any:
        """The element whose paragraph this is."""
        parent = self.home.getparent()
        return parent if self.home.tag in _NO_PARAGRAPH and parent is not None else self.home


@dataclass(slots=True)
class Outline:
    """All blocks of a tree, and for each element which of them stand inside it.

    ``beside`` remembers which elements name themselves as standing beside the article.
    """

    blocks: list[Block] = field(default_factory=list)
    spans: dict[Any, tuple[int, int]] = field(default_factory=dict)
    beside: dict[Any, bool] = field(default_factory=dict)

    def within(self, element: Any) -> range:
        """The numbers of the blocks inside an element."""
        return range(*self.spans.get(element, (0, 0)))


def outline(root: Any, *, hidden: bool = False, without: Set[Any] = frozenset()) -> Outline:
    """Walk a tree without recursion: hostile pages nest deeper than Python's stack. At most 20,000 blocks.

    What the page does not show (scripts, ``display: none`` unless ``hidden``) and the elements
    ``without`` are left out.
    """
    walk = _Walk()
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        element, leaving = stack.pop()
        if not leaving and element not in without and _shown(element, hidden):
            walk.enter(element)
            if len(element):
                stack.append((element, True))
                stack.extend([(child, False) for child in reversed(element)])
                continue
            leaving = True
        if leaving:
            walk.leave(element)
        if element is not root:
            walk.text(element.tail)
    walk.close()
    return walk.outline


def _shown(element: Any, hidden: bool) -> bool:
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return False
    if hidden:
        return True
    style = element.get("style")
    return not (style and _UNSEEN.search(style)) and element.get("hidden") is None


class _Walk:
    """The state of one walk: the block that grows, and the links and block elements we are inside of."""

    def __init__(self) -> None:
        self.outline = Outline()
        self._pieces: list[str] = []
        self._spoken = False
        self._targets: list[str] = []
        self._linked = 0
        self._links = 0
        self._homes: list[Any] = []
        self._starts: list[int] = []

    def enter(self, element: Any) -> None:
        tag = element.tag
        block = tag in _BLOCKS or (tag in _CELLS and _holds_blocks(element))
        if block or tag == "br":
            self.close()
        elif tag in _CELLS:
            self._pieces.append(" ")
        elif tag == "a":
            self._links += 1
            self._targets.append(element.get("href") or "")
        # Deeper than any page nests, everything is one block: ancestors are walked again and again.
        if (block and len(self._homes) < _DEEPEST) or not self._homes:
            self._homes.append(element)
        self._starts.append(len(self.outline.blocks))
        self.text(element.text)

    def leave(self, element: Any) -> None:
        block = bool(self._homes) and self._homes[-1] is element
        if block:
            self.close()
            self._homes.pop()
        self._links -= element.tag == "a"
        end = len(self.outline.blocks) + (not block and self._spoken)
        self.outline.spans[element] = (self._starts.pop(), end)

    def text(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)
            self._spoken = self._spoken or not text.isspace()
            if self._links > 0:
                self._linked += len(text) - sum(map(text.count, _WHITE))

    def close(self) -> None:
        """End the block that grows."""
        text = one_line("".join(self._pieces)) if self._spoken else ""
        if text and self._homes and len(self.outline.blocks) < _MOST_BLOCKS:
            home, targets = self._homes[-1], tuple(self._targets)
            self.outline.blocks.append(Block(text, self._linked, home, targets, tuple(self._pieces)))
        if self._pieces or self._targets:
            self._pieces, self._targets, self._linked, self._spoken = [], [], 0, False


def _holds_blocks(cell: Any) -> bool:
    return any(child.tag in _BLOCKS or child.tag == "br" for child in cell)


def ancestors(element: Any) -> Iterator[Any]:
    """The elements around one, nearest first."""
    parent = element.getparent()
    while parent is not None:
        yield parent
        parent = parent.getparent()


def one_line(text: str) -> str:
    """Text with all white space runs as one space, and without what is not seen (zero width, soft hyphens)."""
    if not text.isascii() and any(map(text.__contains__, _UNSPOKEN)):
        text = "".join(char for char in text if char not in _UNSPOKEN)
    return " ".join(text.split())
