"""What can be asked of the stored database: one Filter for command line, pages, feeds and exports."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from jiannuo.model.commitment import Commitment, Register
from jiannuo.model.vocabulary import CommitmentKind, Stage, Verdict


class Sort(StrEnum):
    """In which order reports are shown."""

    NEWEST = "newest"
    OLDEST = "oldest"
    RELEVANCE = "relevance"


_NOTHING = ("",)  # no commitment has an empty id


@dataclass(frozen=True, slots=True)
class Filter:
    """Every condition must hold; an empty one does not restrict.

    All bounds are included. ``since`` and ``until`` bound the day of publication (a month or year counts when it
    overlaps), ``effective_*`` the day of the event, ``detected_*`` the moment we learned of it. ``as_of`` asks for
    what had happened by that day (of the event, else of publication), ``known_at`` for what was known at a moment;
    ``before`` is the last id of the page before (a match or report id).
    ``kinds``, ``themes`` and ``promisors`` are turned into commitments by ``narrowed``.
    """

    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()
    kinds: tuple[CommitmentKind, ...] = ()
    themes: tuple[str, ...] = ()
    promisors: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    verdict: Verdict | None = None
    stage: Stage | None = None
    since: date | None = None
    until: date | None = None
    effective_since: date | None = None
    effective_until: date | None = None
    detected_since: datetime | None = None
    detected_until: datetime | None = None
    as_of: date | None = None
    known_at: datetime | None = None
    has_figure: bool | None = None
    judged: bool | None = None
    fold_copies: bool = False
    sort: Sort = Sort.NEWEST
    before: int | None = None
    limit: int = 20

    def of_matches(self) -> bool:
        """Whether a condition speaks of matches, so that a report without any cannot hold."""
        days = (self.effective_since, self.effective_until, self.as_of)
        return (
            any((self.commitments, self.verdict, self.stage, *days))
            or self.has_figure is not None
            or self.judged is not None
        )


def narrowed(wanted: Filter, register: Register) -> Filter:
    """``wanted`` with kinds, themes and promisors replaced by the ids of the commitments that they mean."""
    if not (wanted.kinds or wanted.themes or wanted.promisors):
        return wanted
    ids = tuple(entry.id for entry in register.commitments if chosen(entry, wanted))
    return replace(wanted, commitments=ids or _NOTHING, kinds=(), themes=(), promisors=())


def chosen(entry: Commitment, wanted: Filter) -> bool:
    """Whether a commitment holds what the filter says of commitments."""
    return (
        (not wanted.commitments or entry.id in wanted.commitments)
        and (not wanted.kinds or entry.kind in wanted.kinds)
        and (not wanted.themes or not set(wanted.themes).isdisjoint(entry.themes))
        and (not wanted.promisors or not set(wanted.promisors).isdisjoint(entry.promisors))
    )


@dataclass(frozen=True, slots=True)
class Found:
    """One report that an answer shows; ``outlets`` carried the same story in ``reports`` reports."""

    id: int
    url: str
    outlet: str
    title: str
    published: str | None
    snippet: str
    commitments: tuple[tuple[str, str, str], ...]
    outlets: tuple[str, ...] = ()
    reports: int = 1


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
    for piece in _pieces(_storable(text)):
        minus = piece.startswith("-") and len(piece) > 1
        word = piece[1:] if minus else piece
        word = word.strip('"“”')
        if word:
            (unwanted if minus else wanted).append(word)
    return tuple(wanted), tuple(unwanted)


def _storable(text: str) -> str:
    """Without what no database can hold: NUL, and bytes of the command line that are no text."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


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
