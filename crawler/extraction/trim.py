"""Cutting off what stands around an article inside its own element, by what the page itself shows."""

import re
from collections.abc import Sequence
from typing import Any

from crawler.extraction.blocks import Block, Outline
from crawler.extraction.container import is_beside
from crawler.extraction.cues import cues

_SHORT = 90
_ENOUGH = 60
_EARLY = 0.25
_PARAGRAPH = 20
_BARS, _BAR = ("div", "li", "td", "tr", "section", "ul"), 30
_SENTENCE = re.compile(r"[。！？!?…”’）)」』；;.：:]$")
_DATED = re.compile(r"\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?\s*\d{1,2}[:：]\d\d")
_STOP = re.compile(r"[。！？；]")
_ATTACHED = re.compile(r"\.(?:docx?|pdf|xlsx?|zip|rar|wps|pptx?|ofd)(?:$|\?)", re.IGNORECASE)
_ATTACHMENT = re.compile(r"\s*附件|\s*附[:：]|.*\.(?:docx?|pdf|xlsx?|wps|ofd)$")
_TITLE_NOTE = re.compile(r"[（(【\[]?\s*(?:本文)?原(?:标题|题)(?:为)?\s*[:：]")
_HEAD = 12
_SHORTEST_TITLE, _MOST_MARKS = 6, 3
_LEAD = re.compile(r"[\s【\[]*(?:核心提示|内容提要|内容摘要|摘\s*要|导\s*读|提\s*要)[】\]]?\s*[:：]?")
_BYLINE = re.compile(
    r"[\u4e00-\u9fff]{0,8}(?:记者|通讯员)(?:[\s、]+[\u4e00-\u9fff]{2,4})+(?:\s*(?:摄影报道|文/图|摄))?$"
)
_HEADING = 12
_PAID = re.compile(r"\W*(?:广告|推广|赞助)")
_BARE = re.compile(r"[\W_]+")


def trimmed(page: Outline, container: Any, title: str, after: int = -1) -> list[Block]:
    """The article's own blocks inside ``container``; ``after`` is the block that prints the headline."""
    within = page.within(container)
    first = after + 1 if after in within[:_HEAD] else within.start
    blocks = [page.blocks[number] for number in range(first, within.stop)]
    blocks = _without_beside(page, blocks, container)
    blocks = _without_promotions(blocks)
    # An advertisement can hide the line of date and source from the first look.
    return _without_head(_without_calls(_without_tail(_without_head(blocks, title))), title)


def _without_head(blocks: list[Block], title: str) -> list[Block]:
    """Without the title, the line of date and source, and controls before the first paragraph."""
    begin, wanted = 0, _bare(title)
    if len(wanted) >= _SHORTEST_TITLE:
        repeated = (number for number, block in enumerate(blocks[:_HEAD]) if _repeats(block, wanted))
        begin = max(repeated, default=-1) + 1
    kept = blocks[begin:]
    opening = next((n for n, block in enumerate(kept) if _opens(block)), 0)
    if _announces(kept, opening):
        kept = kept[:opening] + kept[opening + 1 :]
    first = [
        block
        for block in kept[:opening]
        if not (_droppable(block) or _is_bar(block, kept[opening]) or _BYLINE.match(block.text))
    ]
    return first + kept[opening:]


def _announces(blocks: list[Block], opening: int) -> bool:
    """Whether the first paragraph is a lead (核心提示) that only says what the text says again."""
    lead = _LEAD.match(blocks[opening].text) if len(blocks) > opening + 1 else None
    begin = _bare(blocks[opening].text[lead.end() :])[:_HEAD] if lead else ""
    return bool(begin) and any(begin in _bare(block.text) for block in blocks[opening + 1 :])


def _is_bar(block: Block, opening: Block) -> bool:
    """A few words in an element of their own before paragraphs of another kind: a bar of controls or figures."""
    other = block.home.tag in _BARS and opening.home.tag == "p"
    return other and block.size <= _BAR and not _SENTENCE.search(block.text)


def _repeats(block: Block, wanted: str) -> bool:
    """Whether a block prints the bare title again, perhaps with a date or a column's name beside it."""
    if block.size > _MOST_MARKS * (len(wanted) + 30):  # a paragraph: its marks are not even taken out
        return False
    text = _bare(block.text)
    beside = wanted in text and len(text) < len(wanted) + 30 and not _STOP.search(block.text)
    return text == wanted or beside


def _without_tail(blocks: list[Block]) -> list[Block]:
    """Up to the line that ends the article, and without the scraps before it."""
    kept = blocks[: _end_of(blocks)]
    while kept and (_droppable(kept[-1]) or _is_scrap(kept[-1])):
        kept.pop()
    return [block for block in kept if not (block.size <= _SHORT * 2 and _TITLE_NOTE.match(block.text))]


def _end_of(blocks: Sequence[Block]) -> int:
    """The number of the first block that is no longer the article's."""
    total = sum(block.prose for block in blocks) or 1.0
    before = 0.0
    for number, block in enumerate(blocks):
        late = before >= min(_ENOUGH, total / 2) and before >= _EARLY * total
        if late and _ends(blocks, number):
            return number
        if before >= _ENOUGH and _links_follow(blocks, number):
            return number
        before += block.prose
    return len(blocks)


def _ends(blocks: Sequence[Block], number: int) -> bool:
    """Whether a line says that the article is over; a mere heading is overruled by paragraphs behind it."""
    block = blocks[number]
    if block.size > _SHORT * 3:
        return False
    if cues().ends.match(block.text):
        return True
    return bool(cues().headings.match(block.text)) and not _goes_on(blocks, number)


def _goes_on(blocks: Sequence[Block], number: int) -> bool:
    """Whether at least two of the next four blocks are paragraphs beside those before."""
    homes = {block.container for block in blocks[max(0, number - 6) : number] if block.prose >= 20}
    following = blocks[number + 1 : number + 5]
    return sum(block.prose >= _PARAGRAPH and block.container in homes for block in following) >= 2


def _links_follow(blocks: Sequence[Block], number: int) -> bool:
    """Whether from here on three links in a row stand where no paragraph follows any more."""
    if blocks[number].link_share < 0.6:
        return False
    three = blocks[number : number + 3]
    if len(three) < 3 or any(block.link_share < 0.6 or _keeps(block) for block in three):
        return False
    return sum(block.prose for block in blocks[number:]) < sum(block.prose for block in blocks[:number])


def _without_beside(page: Outline, blocks: list[Block], container: Any) -> list[Block]:
    """Without parts that are named as comments, shares or lists, unless they hold most of the text."""
    total = sum(block.prose for block in blocks) or 1.0
    held: dict[Any, float] = {}
    parts: list[Any] = []
    for block in blocks:
        part = _outermost_beside(page, block.home, container)
        parts.append(part)
        if part is not None:
            held[part] = held.get(part, 0.0) + block.prose
    return [
        block for block, part in zip(blocks, parts, strict=True) if part is None or held[part] > total * 0.5
    ]


def _outermost_beside(page: Outline, element: Any, container: Any) -> Any:
    found = None
    while element is not None and element is not container:
        if is_beside(page, element):
            found = element
        element = element.getparent()
    return found


def _without_calls(blocks: list[Block]) -> list[Block]:
    """Without advertisements before the first and after the last paragraph of their own kind."""
    calls = cues().calls
    first, last = 0, len(blocks)
    while last - first > 1 and _calls(blocks[first], calls):
        first += 1
    while last - first > 1 and _calls(blocks[last - 1], calls):
        last -= 1
    return blocks[first:last]


def _calls(block: Block, calls: re.Pattern[str]) -> bool:
    return bool(block.linked) and block.size <= _SHORT * 2 and bool(calls.search(block.text))


def _without_promotions(blocks: list[Block]) -> list[Block]:
    """Without links to other pages, and without the few words that head two of them or more."""
    kept: list[Block] = []
    for number, block in enumerate(blocks):
        if _is_promotion(block):
            continue
        heads = len(blocks) > number + 2 and all(map(_is_promotion, blocks[number + 1 : number + 3]))
        if not (heads and block.size <= _HEADING and not _STOP.search(block.text)):
            kept.append(block)
    return kept


def _is_promotion(block: Block) -> bool:
    """A line that is nothing but a link to another page; attachments stay."""
    if block.link_share < (0.6 if _PAID.match(block.text) else 0.9) or _keeps(block):
        return False
    return block.size < 60 or not _SENTENCE.search(block.text)


def _keeps(block: Block) -> bool:
    return bool(_ATTACHMENT.match(block.text)) or any(_ATTACHED.search(target) for target in block.targets)


def _droppable(block: Block) -> bool:
    return block.size <= _SHORT and (bool(cues().drops.match(block.text)) or _is_dated_line(block))


def _opens(block: Block) -> bool:
    """Whether a block is a paragraph by which an article begins."""
    return block.prose >= _PARAGRAPH and not _droppable(block)


def _is_dated_line(block: Block) -> bool:
    """The line under a headline: a date with its time, and no sentence."""
    return bool(_DATED.search(block.text)) and not _STOP.search(block.text)


def _is_scrap(block: Block) -> bool:
    """A few characters at the end that are no sentence: a page number, an arrow, a linked word."""
    return (block.link_share > 0.6 and not _keeps(block)) or len(_BARE.sub("", block.text)) < 2


def _bare(text: str) -> str:
    return _BARE.sub("", text)
