"""A stored text cut where evidence, figures and names begin and end, so that they can be shown in their place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jiannuo.model.finding import Quote
from jiannuo.model.vocabulary import AnchorRole, Field
from jiannuo.store.asking.findings import Told

_NAMES = (AnchorRole.NAME, AnchorRole.COMPANY, AnchorRole.SUPPORT)


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) that play a part: evidence, figure or name, for these commitments."""

    start: int
    end: int
    part: str
    commitment: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that plays the same parts throughout; ``begins`` names the evidence that starts here."""

    text: str
    parts: tuple[str, ...]
    commitments: tuple[str, ...]
    begins: int | None = None


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """The whole text in order: the pieces' texts joined are exactly it."""
    held = [span for span in spans if 0 <= span.start < span.end <= len(text)]
    cuts = sorted({0, len(text), *(cut for span in held for cut in (span.start, span.end))})
    starts = {span.start for span in held if span.part == "evidence"}
    found = []
    for start, end in pairwise(cuts):
        over = [span for span in held if span.start <= start and span.end >= end]
        parts = tuple(sorted({span.part for span in over}))
        keys = tuple(sorted({span.commitment for span in over}))
        found.append(Piece(text[start:end], parts, keys, start if start in starts else None))
    return found


def spans(told: Sequence[Told], field: Field) -> list[Span]:
    """What all matches of a report mark in its title or text."""
    found: list[Span] = []
    for one in told:
        quotes: list[tuple[str, Quote]] = [("evidence", quote) for quote in one.event.evidence]
        quotes += [("figure", reading.quote) for reading in one.event.readings]
        quotes += [("name", hit.quote) for hit in one.anchors if hit.role in _NAMES]
        key = one.event.commitment
        found += [Span(quote.start, quote.end, part, key) for part, quote in quotes if quote.field is field]
    return found
