"""Stories and events: which stored reports tell the same, found again by hashed keys that survive restarts.

``marks`` hold runs of a report's text and find its copies at any time; ``traits`` hold the rare things it names
with its day and find other reports of the event within some days. Both are bounded: a mark that FULL reports
have already is boilerplate or a story with copies enough to be found by, and is not stored again, so that a
look-up reads at most FULL rows a key however large the database grows.

All this happens while other writers wait, so the statements are built once, and not for each report anew.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, func, select, text, update

from jiannuo.model.dossier import Fingerprint
from jiannuo.model.vocabulary import Precision
from jiannuo.store.reports import unstamp
from jiannuo.store.rows import add_plain_rows, add_row
from jiannuo.store.tables import events, marks, reports, stories, traits

FULL = 32
NEAREST = 6
_A_FEW = 24
_AT_ONCE = 2_000
MOST_TRAITS = 6_000
_EXACT = (Precision.DAY, Precision.MINUTE)
_LOCK = 7205759403792794

_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_SAME = (
    select(reports.c.exact, func.min(reports.c.id).label("first"))
    .where(reports.c.exact.in_(bindparam("digests", expanding=True)))
    .group_by(reports.c.exact)
)
_MARKED = select(marks.c.mark, marks.c.report_id).where(marks.c.mark.in_(_KEYS))
_NAMING = (
    select(traits.c.trait, traits.c.report_id)
    .where(traits.c.trait.in_(_KEYS), traits.c.day.between(bindparam("low"), bindparam("high")))
    .order_by(traits.c.report_id.desc())
    .limit(MOST_TRAITS)
)
_LEAD = reports.alias("lead")
_TEXTS = (
    select(
        *(reports.c.id, reports.c.story_id, reports.c.url, reports.c.exact, reports.c.title, reports.c.body),
        *(reports.c.published, reports.c.published_precision, stories.c.event_id),
        *(_LEAD.c.body.label("lead_body"), reports.c.standing),
    )
    .join(stories, stories.c.id == reports.c.story_id, isouter=True)
    .join(_LEAD, _LEAD.c.id == stories.c.lead_report_id, isouter=True)
    .where(reports.c.id.in_(_KEYS))
    .order_by(reports.c.id)
)
_STORY = select(reports.c.story_id).where(reports.c.id == bindparam("report"))
_EVENT = select(stories.c.event_id).where(stories.c.id == bindparam("story"))
_FILE = update(stories).where(stories.c.id == bindparam("story"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored report that may be kin of a new one; ``day`` is the ordinal of its publication."""

    report_id: int
    story_id: int | None
    event_id: int | None
    url: str
    exact: str
    title: str
    body: str
    day: int | None
    lead_body: str | None
    standing: bool


def serialise(connection: Connection) -> None:
    """Let one writer at a time decide kinship, so that two copies saved at once find each other.

    SQLite has one writer anyway; on PostgreSQL the lock is held until the transaction ends.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))


def holders_of(connection: Connection, found_by: Iterable[int]) -> dict[int, list[int]]:
    """The stored reports that hold each of these marks."""
    wanted = sorted(set(found_by))
    holders: dict[int, list[int]] = defaultdict(list)
    for start in range(0, len(wanted), _AT_ONCE):
        rows = connection.execute(_MARKED, {"keys": wanted[start : start + _AT_ONCE]})
        for key, report_id in rows:
            holders[key].append(report_id)
    return holders


def first_with(connection: Connection, digests: Sequence[str]) -> dict[str, int]:
    """The first stored report with each of these digests."""
    rows = connection.execute(_SAME, {"digests": list(set(digests))})
    return {row.exact: row.first for row in rows}


def candidates(
    connection: Connection,
    fingerprint: Fingerprint,
    holders: Mapping[int, Sequence[int]],
    same: int | None = None,
) -> list[Candidate]:
    """The at most NEAREST holders that share most with the text, and ``same``, a report with its digest."""
    return _load(connection, nearest(fingerprint, holders, same))


def nearest(
    fingerprint: Fingerprint, holders: Mapping[int, Sequence[int]], same: int | None = None
) -> list[int]:
    """The row ids of the candidates."""
    enough = 1 + len(fingerprint.marks) // _A_FEW
    held = {mark: holders[mark] for mark in sorted(set(fingerprint.marks)) if mark in holders}
    return ([same] if same is not None else []) + _nearest(held, enough)


def tellings(
    connection: Connection, keys: Sequence[int], day: int | None, window_days: int
) -> list[Candidate]:
    """The at most NEAREST reports of about the day that name most of the same rare things."""
    if day is None or not keys:
        return []
    near = {"keys": keys, "low": day - window_days, "high": day + window_days}
    return _load(connection, _nearest(_holders(connection.execute(_NAMING, near)), 2))


def new_event(connection: Connection, first_seen: datetime) -> int:
    """An event of its own; the id."""
    return add_row(connection, events, first_seen=first_seen)


def new_story(connection: Connection, first_seen: datetime, event_id: int | None = None) -> int:
    """A story of its own, of no event yet unless one is given; the id."""
    return add_row(connection, stories, first_seen=first_seen, lead_report_id=None, event_id=event_id)


def story_of(connection: Connection, report_id: int | None) -> int | None:
    """The story a stored report belongs to."""
    if report_id is None:
        return None
    return connection.execute(_STORY, {"report": report_id}).scalar()


def event_of_story(connection: Connection, story_id: int) -> int | None:
    """The event a story was filed under; None while nothing in it has touched a commitment."""
    return connection.execute(_EVENT, {"story": story_id}).scalar()


def file_under(connection: Connection, story_id: int, event_id: int) -> None:
    """Say which event a story tells."""
    connection.execute(_FILE, {"story": story_id, "event_id": event_id})


def remember(
    connection: Connection, report_id: int, fingerprint: Fingerprint, holders: Mapping[int, Sequence[int]]
) -> None:
    """Keep what finds a report's copies: the marks that are not full and not kept of it before.

    ``holders`` must have been looked up in this transaction, after ``serialise``.
    """
    keep_marks(connection, [(mark, report_id) for mark in with_room(report_id, fingerprint, holders)])


def with_room(report_id: int, fingerprint: Fingerprint, holders: Mapping[int, Sequence[int]]) -> list[int]:
    """The marks of a text that are not full and not kept of the report before."""
    return [mark for mark in dict.fromkeys(fingerprint.marks) if _has_room(holders.get(mark, ()), report_id)]


def keep_marks(connection: Connection, pairs: Sequence[tuple[int, int]]) -> None:
    """Keep marks, each with the row id of a report that holds it."""
    add_plain_rows(connection, marks, ("mark", "report_id"), pairs)


def remember_traits(connection: Connection, report_id: int, keys: Sequence[int], day: int) -> None:
    """Keep what finds the event of a report again."""
    rows = [(trait, day, report_id) for trait in dict.fromkeys(keys)]
    add_plain_rows(connection, traits, ("trait", "day", "report_id"), rows)


def _has_room(held: Sequence[int], report_id: int) -> bool:
    return len(held) < FULL and report_id not in held


def _holders(rows: Iterable[Any]) -> dict[int, list[int]]:
    holders: dict[int, list[int]] = defaultdict(list)
    for key, report_id in rows:
        holders[key].append(report_id)
    return holders


def _nearest(holders: Mapping[int, Sequence[int]], enough: int) -> list[int]:
    """The reports that share most keys and ``enough``, each key counted the less the more reports have it."""
    times = Counter(chain.from_iterable(holders.values()))
    shared: dict[int, float] = defaultdict(float)
    for found in holders.values():
        for report_id in found:
            if times[report_id] >= enough:
                shared[report_id] += 1 / len(found)
    return sorted(shared, key=lambda report_id: (-shared[report_id], report_id))[:NEAREST]


def _load(connection: Connection, keys: Sequence[int]) -> list[Candidate]:
    """The candidates, oldest first."""
    return [_candidate(row) for row in connection.execute(_TEXTS, {"keys": keys})] if keys else []


def _candidate(row: Any) -> Candidate:
    when = unstamp(row.published, row.published_precision)
    day = when.day.toordinal() if when and when.precision in _EXACT else None
    fields = (row.id, row.story_id, row.event_id, row.url, row.exact, row.title, row.body, day, row.lead_body)
    return Candidate(*fields, standing=row.standing)
