"""A process that works on a database which several of them share."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WorkerKind(StrEnum):
    """What such a process does."""

    DAEMON = "daemon"
    CRAWL = "crawl"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Worker:
    """One process; ``doing`` names the outlets that it crawls, or says what else it is at."""

    name: str
    machine: str
    pid: int
    kind: WorkerKind
    started_at: datetime
    seen_at: datetime
    lost_at: datetime
    doing: tuple[str, ...] = ()

    def alive(self, now: datetime) -> bool:
        """Whether it was heard of lately enough."""
        return now < self.lost_at
