"""Who gets which news how often, and the windows in which digests are cut."""

from dataclasses import dataclass
from datetime import datetime

from jiannuo.model.commitment import Commitment
from jiannuo.model.vocabulary import Cadence


@dataclass(frozen=True, slots=True)
class Wish:
    """What a subscriber wants; empty ``commitments`` and ``themes`` mean all."""

    cadence: Cadence = Cadence.DAILY
    weekday: int = 0
    hour: int = 7
    zone: str = "Asia/Shanghai"
    language: str = "zh"
    commitments: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    progress_only: bool = False
    send_empty: bool = False

    def wants(self, commitment: Commitment) -> bool:
        """Whether news of this commitment belongs in the digest."""
        if not self.commitments and not self.themes:
            return True
        return commitment.id in self.commitments or not set(self.themes).isdisjoint(commitment.themes)


@dataclass(frozen=True, slots=True)
class Subscription:
    """One address and its wish; ``covered_until`` is the end of the last window that was built."""

    id: int
    address: str
    name: str
    wish: Wish
    active: bool
    created_at: datetime
    covered_until: datetime


@dataclass(frozen=True, slots=True)
class DigestWindow:
    """The half-open span [start, end) of detection times that a digest tells of; aware, in UTC."""

    start: datetime
    end: datetime
