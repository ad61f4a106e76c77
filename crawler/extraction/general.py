"""The general way of reading an article page, for pages without rules: outline, headline, container, trimming."""

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.extraction.blocks import Block, Outline, outline
from crawler.extraction.container import container_of
from crawler.extraction.page import OpenPage
from crawler.extraction.title import Headline, above_date, headline
from crawler.extraction.trim import trimmed

_ENOUGH = 40
_PARAGRAPH = 20
_LONGEST = 200_000


@dataclass(frozen=True, slots=True)
class General:
    """What was read without rules: the headline, the paragraphs, and all blocks of their element.

    ``numbers`` are the places of the paragraphs in ``page``.
    """

    page: Outline
    headline: Headline
    body: tuple[Block, ...]
    around: tuple[Block, ...]
    numbers: tuple[int, ...]

    @property
    def weight(self) -> float:
        """How much running text was read."""
        return sum(block.prose for block in self.body)


def read_generally(page: OpenPage) -> General:
    """Read a page without rules. What scripts show only later is looked at when nothing else is there."""
    shown = _read(page, page.outline)
    if shown.weight >= _ENOUGH:
        return shown
    hidden = _read(page, outline(page.root, hidden=True))
    return hidden if hidden.weight > max(_ENOUGH, 2 * shown.weight) else shown


def _read(page: OpenPage, blocks: Outline) -> General:
    said = next((one.value for one in page.said.of("title")), "")
    title = headline(blocks, page.document_title, said)
    element = container_of(blocks, title.block)
    if element is None:
        return General(blocks, title, (), (), ())
    within = blocks.within(element)
    title = _printed_or(title, blocks, within)
    body = trimmed(blocks, element, title.text, title.block)
    kept = set(map(id, body))
    numbers = tuple(number for number in within if id(blocks.blocks[number]) in kept)
    around = tuple(blocks.blocks[number] for number in within)
    return General(blocks, title, tuple(body), around, numbers)


def _printed_or(title: Headline, blocks: Outline, within: range) -> Headline:
    """The headline, or the line above the date where no line of the page is what its title says."""
    if 0 <= title.block < within.start:
        return title
    first = next((number for number in within if blocks.blocks[number].prose >= _PARAGRAPH), within.start)
    return title if 0 <= title.block < first else above_date(blocks, first) or title


def text_of(blocks: Sequence[Block]) -> str:
    """The paragraphs as lines; no report of the press is longer than 200,000 characters."""
    return "\n".join(block.text for block in blocks)[:_LONGEST]
