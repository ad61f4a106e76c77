"""Stories: which reports tell the same, found again through LSH bands that survive restarts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from jiannuo.model.dossier import Fingerprint
from jiannuo.store.rows import add_row
from jiannuo.store.tables import bands, reports, signatures, stories


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored report that shares a band with a new one."""

    report_id: int
    story_id: int | None
    url: str
    exact: str
    signature: bytes


def candidates(connection: Connection, fingerprint: Fingerprint, limit: int = 200) -> list[Candidate]:
    """Stored current reports with the same exact digest or any shared band, oldest first."""
    columns = (reports.c.id, reports.c.story_id, reports.c.url, reports.c.exact, signatures.c.signature)
    base = select(*columns).join(signatures, signatures.c.report_id == reports.c.id, isouter=True)
    query = base.where(reports.c.exact == fingerprint.exact)
    if fingerprint.bands:
        near = select(bands.c.report_id).where(bands.c.band.in_(fingerprint.bands))
        query = base.where((reports.c.exact == fingerprint.exact) | reports.c.id.in_(near))
    rows = connection.execute(query.order_by(reports.c.id).limit(limit))
    return [Candidate(row.id, row.story_id, row.url, row.exact, row.signature or b"") for row in rows]


def new_story(connection: Connection, first_seen: datetime) -> int:
    """A story of its own; the id."""
    return add_row(connection, stories, first_seen=first_seen, lead_report_id=None)


def story_of(connection: Connection, report_id: int | None) -> int | None:
    """The story a stored report belongs to."""
    if report_id is None:
        return None
    return connection.execute(select(reports.c.story_id).where(reports.c.id == report_id)).scalar()


def set_lead(connection: Connection, story_id: int, report_id: int, *, only_if_none: bool = True) -> None:
    """Make a report the one by which the story is shown."""
    statement = update(stories).where(stories.c.id == story_id).values(lead_report_id=report_id)
    if only_if_none:
        statement = statement.where(stories.c.lead_report_id.is_(None))
    connection.execute(statement)


def remember(connection: Connection, report_id: int, fingerprint: Fingerprint) -> None:
    """Keep a report's signature and bands so that later copies find it."""
    if not fingerprint.signature:
        return
    connection.execute(signatures.insert().values(report_id=report_id, signature=fingerprint.signature))
    rows: Sequence[dict[str, int]] = [
        {"band": band, "report_id": report_id} for band in _distinct(fingerprint.bands)
    ]
    if rows:
        connection.execute(bands.insert(), rows)


def _distinct(values: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(values))
