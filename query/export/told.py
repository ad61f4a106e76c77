"""Cells that tables of reports share, wherever their rows come from: what a match shows, and what a figure is."""

from jiannuo.model.finding import Match, Reading
from jiannuo.model.news import NewsItem
from query.export.table import Row, day


def shown(match: Match | NewsItem) -> Row:
    """verdict stage effective aimed_stage aimed."""
    aimed = match.aimed
    return (
        match.verdict.value,
        match.stage.value,
        day(match.effective),
        aimed.stage.value if aimed else None,
        day(aimed.when) if aimed else None,
    )


def figure(told: Reading) -> Row:
    """measure kind qualifier value unit scope flow as_of."""
    return (
        told.measure,
        told.kind.value,
        told.qualifier,
        told.value,
        told.unit,
        told.scope.value,
        told.flow,
        day(told.as_of),
    )
