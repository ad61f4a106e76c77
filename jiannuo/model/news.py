"""What a digest is made from: matches as news, earlier stages, last evidence, and how outlets fared."""

from dataclasses import dataclass
from datetime import date, datetime

from jiannuo.model.finding import Aimed, Quote, Reading
from jiannuo.model.vocabulary import Hindrance, Stage, Symptom, Verdict
from jiannuo.model.when import When


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One novel match of a current report, with its evidence and the outlets that carried the story."""

    report_id: int
    commitment: str
    verdict: Verdict
    stage: Stage
    effective: When | None
    detected_at: datetime
    title: str
    url: str
    outlet: str
    published: When | None
    evidence: tuple[Quote, ...]
    readings: tuple[Reading, ...]
    outlets: tuple[str, ...]
    reports: int
    match_id: int = 0
    aimed: Aimed | None = None

    @property
    def key(self) -> tuple[int, str]:
        """What makes it the same news again: report and commitment."""
        return (self.report_id, self.commitment)


@dataclass(frozen=True, slots=True)
class Reached:
    """A stage that one report showed of a commitment; ``day`` is that of its effect, else of publication."""

    stage: Stage
    effective: When | None
    day: date
    report_id: int


@dataclass(frozen=True, slots=True)
class Look:
    """How looking at one outlet went in a window: runs that saw a list, and runs that did not, with what kept
    the last of these from it. Runs that we ended ourselves count as neither."""

    outlet: str
    finished: int
    troubled: int
    hindrance: Hindrance | None = None
    symptom: Symptom | None = None
    since: datetime | None = None
