"""What people decided of matches: the latest judgement of a commitment in a story holds for all its copies."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select, tuple_

from jiannuo.model.vocabulary import Judgement
from jiannuo.store.rows import add_row
from jiannuo.store.tables import judgements, matches, reports

STORY = func.coalesce(reports.c.story_id, -reports.c.id)


@dataclass(frozen=True, slots=True)
class Judged:
    """One decision of a person on a report and a commitment; earlier ones are kept beside it."""

    id: int
    report_id: int
    commitment: str
    judgement: Judgement
    reason: str
    judged_by: str
    judged_at: datetime
    title: str
    url: str


def judge(
    connection: Connection,
    report_id: int,
    commitment: str,
    judgement: Judgement,
    *,
    reason: str,
    by: str,
    at: datetime,
) -> int:
    """Keep a decision; the id of its row. Nothing is overwritten: the latest one holds."""
    values = {"report_id": report_id, "commitment": commitment, "judgement": judgement.value}
    return add_row(connection, judgements, **values, reason=reason, judged_by=by, judged_at=at)


def all_judged(
    connection: Connection, *, since: datetime | None = None, commitment: str | None = None
) -> list[Judged]:
    """Every decision, oldest first."""
    query = (
        select(judgements, reports.c.title, reports.c.url)
        .join(reports, reports.c.id == judgements.c.report_id)
        .order_by(judgements.c.id)
    )
    if since is not None:
        query = query.where(judgements.c.judged_at >= since)
    if commitment is not None:
        query = query.where(judgements.c.commitment == commitment)
    return [
        Judged(**{**row._mapping, "judgement": Judgement(row.judgement)}) for row in connection.execute(query)
    ]


def not_rejected() -> ColumnElement[bool]:
    """Condition on ``matches`` joined with ``reports``: nobody's latest word on it is a rejection.

    It reaches reprints and corrected versions, so that a rejected claim does not come back through them.
    """
    latest = _latest().subquery("latest")
    rejects = latest.c.judgement == Judgement.REJECT.value
    rejected = select(latest.c.story, latest.c.commitment).where(latest.c.turn == 1, rejects)
    return ~_pair_in(rejected)


def is_judged() -> ColumnElement[bool]:
    """Condition on ``matches`` joined with ``reports``: a person has looked at it or at a copy."""
    return _pair_in(judged_pairs())


def judged_pairs() -> "Select[Any]":
    """Story and commitment of everything that a person has looked at."""
    latest = _latest().subquery("judged")
    return select(latest.c.story, latest.c.commitment)


def latest_words(connection: Connection, report_id: int) -> dict[str, Judgement]:
    """The latest decision on each commitment in a report or a copy of it."""
    latest = _latest().subquery("latest")
    story = select(STORY).where(reports.c.id == report_id).scalar_subquery()
    query = select(latest.c.commitment, latest.c.judgement).where(latest.c.turn == 1, latest.c.story == story)
    return {row.commitment: Judgement(row.judgement) for row in connection.execute(query)}


def _pair_in(pairs: "Select[Any]") -> ColumnElement[bool]:
    return tuple_(STORY, matches.c.commitment).in_(pairs)


def _latest() -> "Select[Any]":
    turn = func.row_number().over(
        partition_by=(STORY, judgements.c.commitment), order_by=judgements.c.id.desc()
    )
    columns = (STORY.label("story"), judgements.c.commitment, judgements.c.judgement, turn.label("turn"))
    return select(*columns).join(reports, reports.c.id == judgements.c.report_id)
