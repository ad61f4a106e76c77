"""What a re-reading differed in from the reading before: the register's entries, the reader's rules, or both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from jiannuo.store.registers import loads
from jiannuo.store.tables import reports, reread_changes, rereadings

Pair = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Rules:
    """One pass; ``altered`` gives the register's changed fields by commitment, "" for its head.

    ``reader`` tells whether the reader had changed since the pass before; None for the first.
    """

    id: int
    started_at: datetime
    version: str
    note: str
    altered: Mapping[str, tuple[str, ...]]
    reader: bool | None


@dataclass(frozen=True, slots=True)
class First:
    """What a report first showed of a commitment, before any pass changed it; ``shown`` is None for nothing."""

    row: Any
    shown: dict[str, Any] | None


def rules_of(connection: Connection, register: str) -> list[Rules]:
    """Every pass over the reports of a register, the oldest first."""
    rows = connection.execute(
        select(rereadings).where(rereadings.c.register == register).order_by(rereadings.c.id)
    ).all()
    told = loads(connection, register)[::-1]
    found: list[Rules] = []
    before: Any = None
    for row in rows:
        # The first load says that everything is new: it came before any reading.
        new = [
            load
            for load in told
            if load.previous is not None
            and load.loaded_at <= row.started_at
            and (before is None or load.loaded_at > before.started_at)
        ]
        altered: dict[str, tuple[str, ...]] = {}
        for change in (change for load in new for change in load.changes):
            fields = [part["field"] for part in change["fields"]] or [change["kind"]]
            known = altered.get(change["commitment"], ())
            altered[change["commitment"]] = tuple(dict.fromkeys((*known, *fields)))
        reader = None if before is None else row.reader != before.reader
        found.append(Rules(row.id, row.started_at, row.register_version, row.note, altered, reader))
        before = row
    return found


def first_shown(
    connection: Connection, register: str, since: datetime, until: datetime, commitment: str | None
) -> dict[Pair, First]:
    """What reports stored in [since, until) showed before any pass changed it, a story's first report only."""
    query = (
        select(
            reread_changes.c.report_id,
            reread_changes.c.commitment,
            reread_changes.c.before,
            reports.c.detected_at,
            reports.c.title,
            reports.c.url,
            reports.c.story_id,
        )
        .join(rereadings, rereadings.c.id == reread_changes.c.rereading_id)
        .join(reports, reports.c.id == reread_changes.c.report_id)
        .where(rereadings.c.register == register)
        .where(reports.c.detected_at >= since, reports.c.detected_at < until)
        .order_by(reread_changes.c.id)
    )
    if commitment is not None:
        query = query.where(reread_changes.c.commitment == commitment)
    found: dict[Pair, First] = {}
    stories: dict[tuple[int, str], int] = {}
    for row in connection.execute(query):
        story = (row.story_id or -row.report_id, row.commitment)
        if stories.setdefault(story, row.report_id) == row.report_id:
            found.setdefault((row.report_id, row.commitment), First(row, row.before))
    return found
