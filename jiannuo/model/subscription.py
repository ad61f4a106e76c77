"""Who gets which news how often, and the windows in which digests are cut."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from jiannuo.model.commitment import Commitment
from jiannuo.model.vocabulary import Cadence


@dataclass(frozen=True, slots=True)
class Wish:
    """What a subscriber wants.

    A commitment is wanted when any of ``commitments``, ``themes``, ``promisors`` and ``districts`` names it;
    all of them empty mean every commitment. ``outlets``, where given, narrows the news to what they carried.
    ``text_only`` leaves the HTML form out of the mail.
    """

    cadence: Cadence = Cadence.DAILY
    weekday: int = 0
    hour: int = 7
    zone: str = "Asia/Shanghai"
    language: str = "zh"
    commitments: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    promisors: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    progress_only: bool = False
    send_empty: bool = False
    text_only: bool = False

    def wants(self, commitment: Commitment) -> bool:
        """Whether news of this commitment belongs in the digest."""
        if not (self.commitments or self.themes or self.promisors or self.districts):
            return True
        return (
            commitment.id in self.commitments
            or (bool(self.themes) and _meet(self.themes, commitment.themes))
            or (bool(self.promisors) and _meet(self.promisors, commitment.promisors))
            or (bool(self.districts) and _meet(self.districts, commitment.districts))
        )

    def wants_outlets(self, outlets: Iterable[str]) -> bool:
        """Whether news that these outlets carried is asked for."""
        return not self.outlets or not set(self.outlets).isdisjoint(outlets)


@dataclass(frozen=True, slots=True)
class Subscription:
    """One address and its wish; ``covered_until`` is the end of the last window that was built.

    ``mark`` is what links in its mails speak of; ``ended_at`` tells that its reader has unsubscribed.
    """

    id: int
    address: str
    name: str
    wish: Wish
    active: bool
    created_at: datetime
    covered_until: datetime
    mark: str = ""
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DigestWindow:
    """The half-open span [start, end) of detection times that a digest tells of; aware, in UTC."""

    start: datetime
    end: datetime


def _meet(wanted: tuple[str, ...], has: tuple[str, ...]) -> bool:
    return not set(wanted).isdisjoint(has)
