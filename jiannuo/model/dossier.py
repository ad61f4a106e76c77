"""The item that travels the road: a report and what each stage has added to it."""

from dataclasses import dataclass, field
from datetime import datetime

from jiannuo.model.finding import Findings
from jiannuo.model.report import Page, Report
from jiannuo.model.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What near-copies share: exact digest of the clean text, MinHash signature and its LSH bands."""

    exact: str
    signature: bytes = b""
    bands: tuple[int, ...] = ()


@dataclass(slots=True)
class Dossier:
    """One report on its way from spider to store; each pipeline fills its own part, in order."""

    report: Report
    detected_at: datetime
    page: Page | None = None
    fingerprint: Fingerprint | None = None
    outlet_place: str | None = None
    findings: Findings | None = None
    run: int | None = None
    outcome: Outcome | None = None
    notes: list[str] = field(default_factory=list)
