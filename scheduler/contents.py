"""What one digest tells, before any wording: sections as data."""

from dataclasses import dataclass
from datetime import date, datetime

from jiannuo.model.commitment import Aim, Target
from jiannuo.model.finding import Reading
from jiannuo.model.pace import Paced
from jiannuo.model.subscription import DigestWindow
from jiannuo.model.vocabulary import Cadence, Deadline, Hindrance, Silence, SlipKind, Stage, Symptom
from jiannuo.model.when import When


@dataclass(frozen=True, slots=True)
class Telling:
    """One story as quoted in a digest; ``url`` is None when it may not be linked to."""

    quote: str
    title: str
    url: str | None
    outlet: str
    published: When | None
    outlets: tuple[str, ...]
    reports: int
    belated: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """A commitment with progress: the stage before, the stage now, and who says so."""

    commitment: str
    name: str
    before: Stage | None
    after: Stage
    effective: When | None
    tellings: tuple[Telling, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A new reading beside its target; ``percent`` of the target and ``pace`` where both are comparable.

    ``aims`` are the same against what later official documents set. ``broken`` says why it is compared with nothing:
    another rule of counting.
    """

    commitment: str
    name: str
    reading: Reading
    target: Target | None
    percent: float | None
    pace: Paced | None
    aims: tuple[tuple[Aim, Paced], ...]
    telling: Telling
    broken: str | None = None


@dataclass(frozen=True, slots=True)
class Restated:
    """What a new report tells otherwise than an earlier one: a second start, a later due day, a figure that fell."""

    commitment: str
    name: str
    kind: SlipKind
    stage: Stage | None
    before: When
    after: When
    readings: tuple[Reading, ...]
    earlier: Telling
    later: Telling


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two figures of one measure and day that cannot both be right."""

    commitment: str
    name: str
    readings: tuple[Reading, Reading]
    tellings: tuple[Telling, Telling]


@dataclass(frozen=True, slots=True)
class Deadlined:
    """A commitment whose due day is near or has passed without its end being shown."""

    commitment: str
    name: str
    due: When
    state: Deadline


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A commitment that was mentioned without progress."""

    commitment: str
    name: str
    tellings: tuple[Telling, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Quiet:
    """A commitment without evidence for long; ``last`` is None when there never was any."""

    commitment: str
    name: str
    last: date | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """An outlet that was not looked at, or only in part, or that no longer shows what it used to."""

    outlet: str
    silence: Silence
    finished: int
    troubled: int
    hindrance: Hindrance | None = None
    symptom: Symptom | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """All that one mail tells, before any wording."""

    window: DigestWindow
    zone: str
    language: str
    progress: tuple[Moved, ...]
    figures: tuple[Figure, ...]
    mentions: tuple[Mentioned, ...]
    restated: tuple[Restated, ...]
    contradictions: tuple[Contradiction, ...]
    deadlines: tuple[Deadlined, ...]
    silent: tuple[Quiet, ...]
    newly_silent: tuple[Quiet, ...]
    silent_months: int
    followed: int
    seen: int
    troubles: tuple[Trouble, ...]
    items: tuple[tuple[int, str], ...]
    cadence: Cadence

    @property
    def empty(self) -> bool:
        """Whether it has no news; silence and trouble alone are not news."""
        return not self.items
