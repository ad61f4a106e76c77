"""What each line of an article is: heading, furniture or body, and whether it looks ahead or back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.drafting.article import Article, Paragraph
from pipelines.drafting.clauses import Clause, clauses
from pipelines.drafting.knowledge import verbs

_LONGEST_HEADING = 80
_MARKS = "。;,!?:"
_OPENING = 14
_ENUMERATES = re.compile(r"[一二三四五六七八九十]{1,2}是")
_RISES = re.compile(r"[由从](?:目前|现在)")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph with the heading above it. ``ahead`` is False in a section that looks back."""

    paragraph: Paragraph
    heading: bool
    ahead: bool
    section: str


def lines_of(article: Article) -> Iterator[Line]:
    """The lines that may promise something; furniture (原标题, 责编) and blank ones are left out."""
    ahead, section = True, ""
    for paragraph in article.paragraphs:
        text = paragraph.text.strip()
        if not text or verbs().furniture.match(text):
            continue
        heading = _is_heading(text)
        if heading:
            section = text
            ahead = _looks_ahead(text, ahead)
        yield Line(paragraph, heading, ahead, section)


def forward(line: Line) -> Iterator[tuple[Clause, bool]]:
    """The clauses of a line, each with whether it tells what will be (and not what is already)."""
    ahead, sentence, fact = line.ahead, -1, False
    for clause in clauses(line.paragraph):
        text = clause.text
        if clause.first and clause.sentence != sentence:
            sentence, fact = clause.sentence, False
        opening = text[:_OPENING]
        if verbs().review.inside(opening):
            ahead = False
        elif verbs().ahead.inside(opening):
            ahead = True
        if clause.first or _ENUMERATES.match(text):
            fact = False
        fact = (fact or verbs().fact.inside(_RISES.sub("", text))) and not _says_will(text)
        yield clause, ahead and not fact


def _is_heading(text: str) -> bool:
    if len(text) > _LONGEST_HEADING or any(mark in text.rstrip(":") for mark in _MARKS):
        return False
    return not any(sign.isdigit() for sign in verbs().ordinal.sub("", text).replace("20", ""))


def _looks_ahead(heading: str, before: bool) -> bool:
    if verbs().review.inside(heading):
        return False
    if verbs().ahead.inside(heading) or heading[1:2] == "、":
        return True
    return before


def _says_will(text: str) -> bool:
    return any(word in text for word in ("将", "力争", "计划", "拟", "要"))
