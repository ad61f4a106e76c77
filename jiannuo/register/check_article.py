"""Whether a register says what its founding article says: spans, names, promised figures, and no copied sentence."""

import re
from collections.abc import Iterator

from jiannuo.model.commitment import ArticleSpan, Commitment, Register
from jiannuo.register.fault import Grade, Told

LONGEST_COPY = 12
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# An article writes 5万平方米 and 2000万元 where a register has the plain number.
_MULTIPLIERS = (1, 1e4, 1e8)


def article_faults(entry: Commitment, register: Register, article: str) -> Iterator[Told]:
    """What of one commitment does not stand in the article, or stands there word for word."""
    paragraphs = article.split("\n")
    yield from _span_faults(entry, paragraphs)
    yield from _figure_faults(entry, paragraphs)
    yield from _copy_faults(entry, register, article)


def _span_faults(entry: Commitment, paragraphs: list[str]) -> Iterator[Told]:
    if not entry.article:
        message = "does not say where it stands in the article"
        yield Grade.ERROR, message, "add article: [{paragraph, start, end}]"
    known = "".join((entry.name, entry.statement, *_words(entry)))
    for span in entry.article:
        text = _text(span, paragraphs)
        where = f"paragraph {span.paragraph}, {span.start}-{span.end}"
        if len(text) != span.end - span.start:
            yield Grade.ERROR, f"{where} lies outside the article", "correct the span"
        elif not any(piece in known for piece in (text, text.rstrip("%"))):
            message = f"{where} is {text!r}, which the entry does not name"
            yield Grade.ERROR, message, "correct the span or the names"


def _figure_faults(entry: Commitment, paragraphs: list[str]) -> Iterator[Told]:
    """Every figure that is told as the article's must stand in one of the entry's spans."""
    texts = [_text(span, paragraphs) for span in entry.article]
    stand = {float(found[0]) for text in texts if (found := _NUMBER.match(text))}
    for figure in _figures(entry):
        if not any(number * times == figure for number in stand for times in _MULTIPLIERS):
            message = f"the figure {figure:.10g} stands in none of its spans"
            yield Grade.ERROR, message, "add its span to article, or say promised: false"


def _copy_faults(entry: Commitment, register: Register, article: str) -> Iterator[Told]:
    """Twelve characters in a row of the article that are no name are its sentence, not ours."""
    statement = entry.statement
    names = sorted(
        (name for other in register.commitments for name in _words(other) if len(name) > 3), key=len
    )
    for name in reversed(names):
        statement = statement.replace(name, "\0")
    for start in range(len(statement) - LONGEST_COPY + 1):
        piece = statement[start : start + LONGEST_COPY]
        if "\0" not in piece and piece in article:
            yield Grade.ERROR, f"the statement copies the article: {piece!r}", "say it in your own words"
            return


def _text(span: ArticleSpan, paragraphs: list[str]) -> str:
    return paragraphs[span.paragraph - 1][span.start : span.end] if span.paragraph <= len(paragraphs) else ""


def _figures(entry: Commitment) -> Iterator[float]:
    for target in entry.targets:
        if not target.promised:
            continue
        base = target.baseline
        told = (target.value, base.value if base else None, base.growth if base else None)
        yield from (figure for figure in told if figure is not None)


def _words(entry: Commitment) -> list[str]:
    """Names, measures and figures, as a span may hold them."""
    words = [name.text for anchor in entry.anchors for name in anchor.names]
    words += [target.measure for target in entry.targets]
    for figure in _figures(entry):
        words += [f"{figure / times:.10g}" for times in _MULTIPLIERS]
    return words
