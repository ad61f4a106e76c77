"""Stories and events: which stored reports tell the same, found again by hashed keys that survive restarts.

``marks`` hold runs of a report's text and find its copies at any time; ``traits`` hold the rare things it names
with its day and find other reports of the event within some days. Both are bounded: a mark that FULL reports
have already is boilerplate or a story with copies enough to be found by, and is not stored again, so that a
look-up reads at most FULL rows a key however large the database grows.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, text

from jiannuo.model.dossier import Fingerprint
from jiannuo.model.vocabulary import Precision
from jiannuo.store.reports import unstamp
from jiannuo.store.rows import add_row
from jiannuo.store.tables import events, marks, reports, signatures, stories, traits

FULL = 32
NEAREST = 6
_A_FEW = 24
MOST_TRAITS = 6_000
_EXACT = (Precision.DAY, Precision.MINUTE)
_LOCK = 7205759403792794


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


def serialise(connection: Connection) -> None:
    """Let one writer at a time decide kinship, so that two copies saved at once find each other.

    SQLite has one writer anyway; on PostgreSQL the lock is held until the transaction ends.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))


def candidates(connection: Connection, fingerprint: Fingerprint) -> list[Candidate]:
    """The at most NEAREST stored reports that share most with the text, and one with the same digest."""
    same = select(reports.c.id).where(reports.c.exact == fingerprint.exact).order_by(reports.c.id).limit(1)
    found = list(connection.execute(same).scalars())
    query = select(marks.c.mark, marks.c.report_id).where(marks.c.mark.in_(fingerprint.marks))
    enough = 1 + len(fingerprint.marks) // _A_FEW
    found += _nearest(connection.execute(query), enough)
    return _load(connection, found)


def tellings(connection: Connection, fingerprint: Fingerprint, window_days: int) -> list[Candidate]:
    """The at most NEAREST reports of about the day that name most of the same rare things."""
    if fingerprint.day is None or not fingerprint.traits:
        return []
    low, high = fingerprint.day - window_days, fingerprint.day + window_days
    query = (
        select(traits.c.trait, traits.c.report_id)
        .where(traits.c.trait.in_(fingerprint.traits), traits.c.day >= low, traits.c.day <= high)
        .order_by(traits.c.report_id.desc())
        .limit(MOST_TRAITS)
    )
    return _load(connection, _nearest(connection.execute(query), 2))


def new_event(connection: Connection, first_seen: datetime) -> int:
    """An event of its own; the id."""
    return add_row(connection, events, first_seen=first_seen)


def new_story(connection: Connection, first_seen: datetime, event_id: int | None = None) -> int:
    """A story of its own, of a stored event or of a new one; the id."""
    event = event_id or new_event(connection, first_seen)
    return add_row(connection, stories, first_seen=first_seen, lead_report_id=None, event_id=event)


def story_of(connection: Connection, report_id: int | None) -> int | None:
    """The story a stored report belongs to."""
    if report_id is None:
        return None
    return connection.execute(select(reports.c.story_id).where(reports.c.id == report_id)).scalar()


def remember(connection: Connection, report_id: int, fingerprint: Fingerprint, *, opens_story: bool) -> None:
    """Keep what finds a report again: its marks that are not full, and its traits when it opens a story."""
    if fingerprint.signature:
        connection.execute(signatures.insert().values(report_id=report_id, signature=fingerprint.signature))
    wanted = _distinct(fingerprint.marks)
    full = _full(connection, wanted)
    new = [{"mark": mark, "report_id": report_id} for mark in wanted if mark not in full]
    if new:
        connection.execute(marks.insert(), new)
    day = fingerprint.day
    if opens_story and day is not None and fingerprint.traits:
        named = [
            {"trait": trait, "day": day, "report_id": report_id} for trait in _distinct(fingerprint.traits)
        ]
        connection.execute(traits.insert(), named)


def _full(connection: Connection, wanted: Sequence[int]) -> set[int]:
    held = select(marks.c.mark).where(marks.c.mark.in_(wanted)).group_by(marks.c.mark)
    return set(connection.execute(held.having(func.count() >= FULL)).scalars())


def _nearest(rows: Iterable[Any], enough: int) -> list[int]:
    """The reports that share most keys and ``enough``, each key counted the less the more reports have it."""
    holders: dict[int, list[int]] = defaultdict(list)
    times: dict[int, int] = defaultdict(int)
    for key, report_id in rows:
        holders[key].append(report_id)
        times[report_id] += 1
    shared: dict[int, float] = defaultdict(float)
    for found in holders.values():
        for report_id in found:
            if times[report_id] >= enough:
                shared[report_id] += 1 / len(found)
    return sorted(shared, key=lambda report_id: (-shared[report_id], report_id))[:NEAREST]


def _load(connection: Connection, keys: Sequence[int]) -> list[Candidate]:
    """The candidates, oldest first."""
    if not keys:
        return []
    lead = reports.alias("lead")
    head = (reports.c.id, reports.c.story_id, reports.c.url, reports.c.exact, reports.c.title, reports.c.body)
    dated = (reports.c.published, reports.c.published_precision)
    query = (
        select(*head, *dated, stories.c.event_id, lead.c.body.label("lead_body"))
        .join(stories, stories.c.id == reports.c.story_id, isouter=True)
        .join(lead, lead.c.id == stories.c.lead_report_id, isouter=True)
        .where(reports.c.id.in_(keys))
        .order_by(reports.c.id)
    )
    return [_candidate(row) for row in connection.execute(query)]


def _candidate(row: Any) -> Candidate:
    when = unstamp(row.published, row.published_precision)
    day = when.day.toordinal() if when and when.precision in _EXACT else None
    fields = (row.id, row.story_id, row.event_id, row.url, row.exact, row.title, row.body, day, row.lead_body)
    return Candidate(*fields)


def _distinct(values: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(values))
