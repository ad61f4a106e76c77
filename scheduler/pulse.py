"""The daemon's own state, for the health pages."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Pulse:
    """When it began, each job's age in seconds since it last began, the crawls under way, and whether another leads."""

    started_at: datetime
    ages: dict[str, float]
    crawling: tuple[str, ...]
    stopping: bool
    standing_by: bool = False
