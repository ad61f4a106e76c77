"""The clauses of a paragraph: where it may be cut without cutting a name, a quote or a number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.drafting.article import Paragraph

LONGEST = 400
_STOP = re.compile(r"[。!?;]|(?<!\d),|,(?!\d{3}(?!\d))|:(?!\d)")
_ENDS = frozenset("。!?")


@dataclass(frozen=True, slots=True)
class Clause:
    """[start, end) of a paragraph's ``text``; ``sentence`` counts sentences, ``first`` opens one."""

    paragraph: Paragraph
    start: int
    end: int
    sentence: int
    first: bool

    @property
    def text(self) -> str:
        """The clause as it reads."""
        return self.paragraph.text[self.start : self.end]

    @property
    def alone(self) -> bool:
        """Whether the clause is a whole sentence."""
        return self.first and self.paragraph.text[self.end : self.end + 1] in ("。", "!", "")


def clauses(paragraph: Paragraph) -> Iterator[Clause]:
    """Every clause in order; those longer than LONGEST hold no sentence of an article and are left out."""
    start = sentence = 0
    first = True
    text = paragraph.shielded
    stops = [*((match.start(), match.group()) for match in _STOP.finditer(text)), (len(text), "。")]
    for position, sign in stops:
        low, high = _trim(paragraph.text, start, position)
        if low < high and high - low <= LONGEST:
            yield Clause(paragraph, low, high, sentence, first)
        first = sign in _ENDS
        sentence += first
        start = position + 1


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Without blanks, and without a quotation mark whose other half stands elsewhere."""
    while start < end and (text[start].isspace() or (text[start] in "“”" and _lone(text, start, end))):
        start += 1
    while start < end and (text[end - 1].isspace() or (text[end - 1] == "“")):
        end -= 1
    return start, end


def _lone(text: str, start: int, end: int) -> bool:
    return text[start] == "”" or "”" not in text[start:end]
