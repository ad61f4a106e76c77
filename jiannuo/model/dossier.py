"""The item that travels the road: a report and what each stage has added to it."""

from dataclasses import dataclass, field
from datetime import datetime

from jiannuo.model.finding import Findings
from jiannuo.model.report import Page, Report
from jiannuo.model.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What kin share: digest of the clean text, MinHash signature, marks of the text, and the day.

    ``day`` is the ordinal of the publication date, None when there is no exact one.
    """

    exact: str
    signature: bytes = b""
    marks: tuple[int, ...] = ()
    day: int | None = None


@dataclass(slots=True)
class Dossier:
    """One report on its way from spider to store; each pipeline fills its own part, in order.

    ``outlet_title`` is the outlet's name as others credit it; without ``standing`` (an unknown outlet, a mirror)
    a report corroborates nothing. ``words`` is what the full-text index takes of it, when that was made already.
    """

    report: Report
    detected_at: datetime
    page: Page | None = None
    fingerprint: Fingerprint | None = None
    outlet_place: str | None = None
    outlet_title: str = ""
    standing: bool = True
    findings: Findings | None = None
    words: str = ""
    run: int | None = None
    outcome: Outcome | None = None
    notes: list[str] = field(default_factory=list)
