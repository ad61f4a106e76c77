"""What people decided of matches: the latest judgement of a commitment in a story holds for all its copies."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from jiannuo.model.vocabulary import Judgement
from jiannuo.store.tables import judgements, matches, reports

_STORY = func.coalesce(reports.c.story_id, -reports.c.id)


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
    latest = _latest().subquery("judged")
    return _pair_in(select(latest.c.story, latest.c.commitment))


def _pair_in(pairs: "Select[Any]") -> ColumnElement[bool]:
    return tuple_(_STORY, matches.c.commitment).in_(pairs)


def _latest() -> "Select[Any]":
    turn = func.row_number().over(
        partition_by=(_STORY, judgements.c.commitment), order_by=judgements.c.id.desc()
    )
    columns = (_STORY.label("story"), judgements.c.commitment, judgements.c.judgement, turn.label("turn"))
    return select(*columns).join(reports, reports.c.id == judgements.c.report_id)
