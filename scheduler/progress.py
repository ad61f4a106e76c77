"""Which stage a commitment has reached, by the same rule as its standing."""

from collections.abc import Iterable

from jiannuo.model.commitment import Commitment
from jiannuo.model.news import NewsItem, Reached
from jiannuo.model.standing import steps
from jiannuo.model.vocabulary import Stage, Verdict


def is_progress(item: NewsItem) -> bool:
    """An undated text is never news: it may mention, but it moves nothing."""
    return item.verdict is Verdict.PROGRESS and item.published is not None


def shown(item: NewsItem) -> Reached | None:
    """The stage that a news item shows; None when it shows none."""
    when = item.effective or item.published
    if when is None or item.stage is Stage.NONE or not is_progress(item):
        return None
    return Reached(item.stage, item.effective, when.day, item.report_id)


def furthest(commitment: Commitment, stages: Iterable[Reached]) -> Reached | None:
    """Where the commitment stands after these stages; old news that comes in late sets nothing back."""
    path = steps(commitment.ladder, stages)
    return path[-1] if path else None
