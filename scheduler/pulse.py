"""The daemon's own state, for the health pages."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Pulse:
    """When it began, each job's age in seconds since it last began, and the crawls under way."""

    started_at: datetime
    ages: dict[str, float]
    crawling: tuple[str, ...]
    stopping: bool
