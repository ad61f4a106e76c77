"""What can be asked of the stored database: one Filter for command line, pages, feeds and exports."""

from dataclasses import dataclass
from datetime import date, datetime

from jiannuo.model.vocabulary import Stage, Verdict


@dataclass(frozen=True, slots=True)
class Filter:
    """Every condition must hold; an empty one does not restrict.

    ``since`` and ``until`` bound the publication day (both included), ``known_at`` asks what was known
    at a moment, ``before`` is the cursor of the page before (a match or report id).
    """

    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    verdict: Verdict | None = None
    stage: Stage | None = None
    since: date | None = None
    until: date | None = None
    known_at: datetime | None = None
    novel_only: bool = False
    before: int | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Found:
    """One report that an answer shows."""

    id: int
    url: str
    outlet: str
    title: str
    published: str | None
    snippet: str
    commitments: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the database holds."""

    reports: int
    stories: int
    matches: int
    progress: int
    readings: int
    outlets: int
    subscriptions: int
    deliveries: dict[str, int]


def parse_words(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words asked for and words excluded: ``金凤 "两个 词" -隧道``."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for piece in _pieces(text):
        minus = piece.startswith("-") and len(piece) > 1
        word = piece[1:] if minus else piece
        word = word.strip('"“”')
        if word:
            (unwanted if minus else wanted).append(word)
    return tuple(wanted), tuple(unwanted)


def _pieces(text: str) -> list[str]:
    pieces, current, quoted = [], "", False
    for sign in text:
        if sign in '"“”':
            quoted = not quoted
        if sign.isspace() and not quoted:
            pieces.append(current)
            current = ""
        else:
            current += sign
    return [piece for piece in [*pieces, current] if piece]
