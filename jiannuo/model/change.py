"""A change of what we say of a commitment, with its cause: the news, our rules, or a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jiannuo.model.vocabulary import Cause

Shown = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What a report shows of a commitment, before and after ``at``; None on a side where it showed nothing.

    ``before`` and ``after`` are ``{verdict, stage, effective, readings}``; of a person's judgement ``after`` is
    None when the match was rejected. ``why`` is the title of the report, the note of the re-reading with the
    register version, or the reason that the person gave. Where our rules are the cause, ``altered`` names the
    fields of the register that changed for this commitment (``register.place`` one of its head) since the report
    was last read, and ``reader`` tells whether the reader's rules did; None where nobody knows any more.
    """

    at: datetime
    cause: Cause
    commitment: str
    report_id: int
    title: str
    url: str
    before: Shown | None
    after: Shown | None
    why: str
    altered: tuple[str, ...] = ()
    reader: bool | None = None
