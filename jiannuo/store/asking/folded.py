"""Which matches of a story are one event: reprints are, but not one that tells another figure or another day."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, func, or_, select

from jiannuo.store.tables import readings

_FIGURE = ("measure", "unit", "scope", "kind", "value")
_MONTH = 7  # as long as 2024-03: a reprint of the next day still says "yesterday"


def tells_first(told: FromClause, before: FromClause) -> ColumnElement[bool]:
    """Whether a match of ``told`` is the first of its story to show what it shows; both have the columns of ``EVENT``.

    A later one stands beside it where it has a figure, an aimed day or a month of its event that no earlier match of
    the story tells: what a copy tells otherwise contradicts the original and is not folded away.
    """
    earlier = and_(
        before.c.story_id == told.c.story_id,
        before.c.commitment == told.c.commitment,
        before.c.report_id < told.c.report_id,
    )
    shown = and_(earlier, before.c.verdict == told.c.verdict, before.c.stage == told.c.stage)
    return or_(~_any(before, shown), _figure(told, before, earlier), *_days(told, before, shown))


def _figure(told: FromClause, before: FromClause, earlier: ColumnElement[bool]) -> ColumnElement[bool]:
    known = readings.alias("known")
    same = and_(*(known.c[name] == readings.c[name] for name in _FIGURE))
    again = select(1).select_from(before).join(known, known.c.match_id == before.c.id).where(earlier, same)
    repeated = again.correlate(told, readings).exists()
    return select(1).where(readings.c.match_id == told.c.id, ~repeated).correlate(told).exists()


def _days(
    told: FromClause, before: FromClause, shown: ColumnElement[bool]
) -> tuple[ColumnElement[bool], ...]:
    aimed = and_(shown, before.c.aimed_stage == told.c.aimed_stage, before.c.aimed == told.c.aimed)
    month = and_(shown, _month(before.c.effective) == _month(told.c.effective))
    own = func.substr(told.c.effective, 1, _MONTH) != func.substr(told.c.published, 1, _MONTH)
    return (
        and_(told.c.aimed.is_not(None), ~_any(before, aimed)),
        and_(told.c.effective.is_not(None), own, ~_any(before, month)),
    )


def _month(day: Any) -> ColumnElement[str]:
    return func.substr(day, 1, _MONTH)


def _any(before: FromClause, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(1).select_from(before).where(condition).exists()
