"""Novelty: whether a match tells anything that was not told before, so that a digest tells a thing once."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from jiannuo.model.finding import Match, Reading
from jiannuo.model.vocabulary import Verdict
from jiannuo.store.tables import matches, readings, reports, stories

_Figure = tuple[str, float, str, str]


def is_novel(
    connection: Connection, report_id: int, story_id: int | None, register: str, match: Match
) -> bool:
    """Whether the match is news. It is none

    - in a copy without a date;
    - in a copy, or another telling of the same event, that shows what an earlier dated report of it showed, unless it
      brings a figure that none before had: that is more than the original told, or contradicts it;
    - when it restates: stage and every figure of it were told of the commitment before, be it last month.

    Only dated reports tell: an undated one that came first does not take the news from the original.
    """
    if story_id is not None and _is_undated_copy(connection, report_id, story_id):
        return False
    earlier = _earlier(report_id, register, match)
    figures = {_figure(reading) for reading in match.readings}
    fresh = bool(figures) and not figures <= _told_figures(connection, report_id, register, match)
    if story_id is not None and not fresh and _any(connection, earlier.where(_of_kin(story_id))):
        return False
    return not figures or fresh or not _any(connection, earlier)


def _is_undated_copy(connection: Connection, report_id: int, story_id: int) -> bool:
    undated = select(reports.c.id).where(reports.c.id == report_id, reports.c.published.is_(None))
    others = select(reports.c.id).where(reports.c.story_id == story_id, reports.c.id < report_id)
    return _any(connection, undated) and _any(connection, others)


def _earlier(report_id: int, register: str, match: Match) -> "Select[Any]":
    """Matches in earlier dated reports that showed the same commitment at the same verdict and stage.

    A mention was also told by an earlier progress.
    """
    same: ColumnElement[bool] = and_(
        matches.c.verdict == match.verdict.value, matches.c.stage == match.stage.value
    )
    if match.verdict is Verdict.MENTION:
        same = or_(same, matches.c.verdict == Verdict.PROGRESS.value)
    return (
        select(matches.c.id)
        .join(reports, reports.c.id == matches.c.report_id)
        .where(
            reports.c.id < report_id,
            reports.c.published.is_not(None),
            matches.c.register == register,
            matches.c.commitment == match.commitment,
            same,
        )
    )


def _of_kin(story_id: int) -> ColumnElement[bool]:
    """Reports of the story, and of the event that it tells."""
    event = select(stories.c.event_id).where(stories.c.id == story_id).scalar_subquery()
    tellings = select(stories.c.id).where(stories.c.event_id == event)
    return or_(reports.c.story_id == story_id, reports.c.story_id.in_(tellings))


def _told_figures(connection: Connection, report_id: int, register: str, match: Match) -> set[_Figure]:
    query = (
        select(readings.c.measure, readings.c.value, readings.c.unit, readings.c.kind)
        .join(matches, matches.c.id == readings.c.match_id)
        .join(reports, reports.c.id == matches.c.report_id)
        .where(
            readings.c.commitment == match.commitment,
            readings.c.value.in_([reading.value for reading in match.readings]),
            matches.c.register == register,
            reports.c.id < report_id,
            reports.c.published.is_not(None),
        )
    )
    return {tuple(row) for row in connection.execute(query)}


def _figure(reading: Reading) -> _Figure:
    return (reading.measure, reading.value, reading.unit, reading.kind.value)


def _any(connection: Connection, query: "Select[Any]") -> bool:
    return connection.execute(query.limit(1)).first() is not None
