"""What can be asked of the stored database: one Filter for command line, pages, feeds and exports."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from jiannuo.model.commitment import Commitment, Register
from jiannuo.model.vocabulary import CommitmentKind, OutletLevel, Stage, Verdict


class Sort(StrEnum):
    """In which order reports are shown."""

    NEWEST = "newest"
    OLDEST = "oldest"
    RELEVANCE = "relevance"


_NOTHING = ("",)  # no commitment and no outlet has an empty name
_OF_COMMITMENTS = ("kinds", "themes", "promisors", "districts")


@dataclass(frozen=True, slots=True)
class Filter:
    """Every condition must hold; an empty one does not restrict.

    All bounds are included. ``since`` and ``until`` bound the day of publication (a month or year counts when it
    overlaps), ``effective_*`` the day of the event, ``detected_*`` the moment we learned of it. ``as_of`` asks for
    what had happened by that day (of the event, else of publication), ``known_at`` for what was known at a moment;
    ``before`` is the last id of the page before (a match or report id). ``has_conflict`` asks for figures that
    another report contradicts, among what else holds ``as_of`` and ``known_at``; the read path turns it into the
    matches that ``contradicted`` names. ``kinds``, ``themes``, ``promisors`` and ``districts`` (gazetteer ids) are
    turned into commitments by ``narrowed``, ``levels`` into outlets by ``at_levels``.
    """

    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()
    kinds: tuple[CommitmentKind, ...] = ()
    themes: tuple[str, ...] = ()
    promisors: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    levels: tuple[OutletLevel, ...] = ()
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
    has_conflict: bool | None = None
    judged: bool | None = None
    contradicted: tuple[int, ...] | None = None
    fold_copies: bool = False
    sort: Sort = Sort.NEWEST
    before: int | None = None
    limit: int = 20

    def of_matches(self) -> bool:
        """Whether a condition speaks of matches, so that a report without any cannot hold."""
        days = (self.effective_since, self.effective_until, self.as_of)
        told = (self.has_figure, self.has_conflict, self.judged)
        return any((self.commitments, self.verdict, self.stage, *days)) or any(
            one is not None for one in told
        )


def narrowed(wanted: Filter, register: Register) -> Filter:
    """``wanted`` with what it says of commitments replaced by the ids of those that it means."""
    if not any(getattr(wanted, name) for name in _OF_COMMITMENTS):
        return wanted
    ids = tuple(entry.id for entry in register.commitments if chosen(entry, wanted))
    return replace(wanted, commitments=ids or _NOTHING, kinds=(), themes=(), promisors=(), districts=())


def at_levels(wanted: Filter, levels: Mapping[str, OutletLevel]) -> Filter:
    """``wanted`` with levels replaced by the outlets that have them; ``levels`` gives that of each known outlet."""
    if not wanted.levels:
        return wanted
    names = tuple(
        name
        for name, level in levels.items()
        if level in wanted.levels and (not wanted.outlets or name in wanted.outlets)
    )
    return replace(wanted, outlets=names or _NOTHING, levels=())


def chosen(entry: Commitment, wanted: Filter) -> bool:
    """Whether a commitment holds what the filter says of commitments."""
    return (
        (not wanted.commitments or entry.id in wanted.commitments)
        and (not wanted.kinds or entry.kind in wanted.kinds)
        and (not wanted.themes or not set(wanted.themes).isdisjoint(entry.themes))
        and (not wanted.promisors or not set(wanted.promisors).isdisjoint(entry.promisors))
        and (not wanted.districts or not set(wanted.districts).isdisjoint(entry.districts))
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


# What a Chinese keyboard writes for quotation marks and for the sign that excludes.
_OPENING, _CLOSING = '"“”「『＂', '"“”」』＂'
QUOTES = _OPENING + _CLOSING
_MINUS = "-－﹣−"
_PARTING = "，、；"


def parse_words(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words asked for and words excluded: ``金凤 "两个 词" -隧道``; also as a Chinese keyboard writes it."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for piece in _pieces(_storable(text)):
        minus = piece[0] in _MINUS and len(piece) > 1
        word = piece[1:] if minus else piece
        word = word.strip(QUOTES)
        if word:
            (unwanted if minus else wanted).append(word)
    return tuple(wanted), tuple(unwanted)


def _storable(text: str) -> str:
    """Without what no database can hold: NUL, and bytes of the command line that are no text."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def _pieces(text: str) -> list[str]:
    pieces, current, quoted = [], "", False
    for sign in text:
        if sign in (_CLOSING if quoted else _OPENING):
            quoted = not quoted
        if not quoted and (sign.isspace() or sign in _PARTING):
            pieces.append(current)
            current = ""
        else:
            current += sign
    return [piece for piece in [*pieces, current] if piece]
