"""Source health: what is judged of a source, and the alarm that tells of it."""

from dataclasses import dataclass
from datetime import datetime

from jiannuo.model.vocabulary import Symptom


@dataclass(frozen=True, slots=True)
class Finding:
    """One symptom with its figures, for the operator."""

    symptom: Symptom
    detail: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """A source in trouble from ``raised_at`` until ``cleared_at``; ``accepted`` when a person said so be it."""

    id: int
    outlet: str
    symptom: Symptom
    detail: str
    run_id: int
    raised_at: datetime
    cleared_at: datetime | None = None
    accepted: bool = False
    raised_told_at: datetime | None = None
    cleared_told_at: datetime | None = None
