"""Cutting off what stands around an article inside its own element, by what the page itself shows."""

import re
from collections.abc import Sequence
from typing import Any

from crawler.extraction.blocks import Block, Outline
from crawler.extraction.container import is_beside, prose
from crawler.extraction.cues import cues

_SHORT = 90
_ENOUGH = 60
_EARLY = 0.25
_SENTENCE = re.compile(r"[。！？!?…”’）)」』；;.：:]$")
_ATTACHED = re.compile(r"\.(?:docx?|pdf|xlsx?|zip|rar|wps|pptx?|ofd)(?:$|\?)", re.IGNORECASE)
_ATTACHMENT = re.compile(r"\s*附件|\s*附[:：]|.*\.(?:docx?|pdf|xlsx?|wps|ofd)$")
_HEAD = 12
_BARE = re.compile(r"[\W_]+")


def trimmed(page: Outline, container: Any, title: str) -> list[Block]:
    """The article's own blocks inside ``container``."""
    blocks = [page.blocks[number] for number in page.within(container)]
    blocks = _without_beside(blocks, container)
    blocks = [block for block in blocks if not _is_promotion(block)]
    return trim_tail(trim_head(blocks, title))


def trim_head(blocks: list[Block], title: str) -> list[Block]:
    """Without the title, the line of date and source, and controls before the first paragraph."""
    bare = _bare(title)
    begin = 0
    for number, block in enumerate(blocks[:_HEAD]):
        text = _bare(block.text)
        if len(bare) >= 6 and (text == bare or (bare in text and len(text) < len(bare) + 30)):
            begin = number + 1
    kept = blocks[begin:]
    opening = next((n for n, block in enumerate(kept) if _opens(block)), 0)
    dropping = cues().drops
    return [block for block in kept[:opening] if not _droppable(block, dropping)] + kept[opening:]


def trim_tail(blocks: list[Block]) -> list[Block]:
    """Up to the line that ends the article, and without the scraps before it."""
    kept = blocks[: _end_of(blocks)]
    while kept and (_droppable(kept[-1], cues().drops) or _is_scrap(kept[-1])):
        kept.pop()
    return [block for block in kept if not _is_title_note(block)]


def _end_of(blocks: Sequence[Block]) -> int:
    """The number of the first block that is no longer the article's."""
    ends = cues().ends
    total = sum(map(prose, blocks)) or 1.0
    before = 0.0
    for number, block in enumerate(blocks):
        ending = block.size <= _SHORT * 3 and ends.match(block.text)
        if ending and before >= min(_ENOUGH, total / 2) and before >= _EARLY * total:
            return number
        if before >= _ENOUGH and _links_follow(blocks, number):
            return number
        before += prose(block)
    return len(blocks)


def _links_follow(blocks: Sequence[Block], number: int) -> bool:
    """Whether from here on three links in a row stand where no paragraph follows any more."""
    three = blocks[number : number + 3]
    if len(three) < 3 or any(block.link_share < 0.6 or _keeps(block) for block in three):
        return False
    return sum(map(prose, blocks[number:])) < sum(map(prose, blocks[:number]))


def _without_beside(blocks: list[Block], container: Any) -> list[Block]:
    """Without parts that are named as comments, shares or lists, unless they hold most of the text."""
    total = sum(map(prose, blocks)) or 1.0
    held: dict[Any, float] = {}
    parts: list[Any] = []
    for block in blocks:
        part = _outermost_beside(block.home, container)
        parts.append(part)
        if part is not None:
            held[part] = held.get(part, 0.0) + prose(block)
    return [
        block for block, part in zip(blocks, parts, strict=True) if part is None or held[part] > total * 0.5
    ]


def _outermost_beside(element: Any, container: Any) -> Any:
    found = None
    while element is not None and element is not container:
        if is_beside(element):
            found = element
        element = element.getparent()
    return found


def _is_promotion(block: Block) -> bool:
    """A line that is nothing but a link to another page; attachments stay."""
    if block.link_share < 0.9 or _keeps(block):
        return False
    return block.size < 60 or not _SENTENCE.search(block.text)


def _keeps(block: Block) -> bool:
    return bool(_ATTACHMENT.match(block.text)) or any(_ATTACHED.search(target) for target in block.targets)


def _droppable(block: Block, dropping: re.Pattern[str]) -> bool:
    return block.size <= _SHORT and bool(dropping.match(block.text))


def _opens(block: Block) -> bool:
    """Whether a block is a paragraph by which an article begins."""
    return prose(block) >= 20 and not _droppable(block, cues().drops)


def _is_scrap(block: Block) -> bool:
    """A few characters at the end that are no sentence: a page number, an arrow, a linked word."""
    return (block.link_share > 0.6 and not _keeps(block)) or len(_BARE.sub("", block.text)) < 2


def _is_title_note(block: Block) -> bool:
    return block.size <= _SHORT * 2 and bool(
        re.match(r"[（(【\[]?\s*(?:本文)?原(?:标题|题)(?:为)?\s*[:：]", block.text)
    )


def _bare(text: str) -> str:
    return _BARE.sub("", text)
