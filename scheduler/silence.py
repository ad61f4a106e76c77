"""Who went silent: commitments without evidence for long, and outlets that were not looked at."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta

from jiannuo.model.commitment import Commitment
from jiannuo.model.news import Look
from jiannuo.model.subscription import DigestWindow
from jiannuo.model.vocabulary import Silence
from scheduler.contents import Quiet, Trouble
from scheduler.scrub import line


def name_of(commitment: Commitment, language: str) -> str:
    """The commitment's name in the language of the digest."""
    return (commitment.name_en or commitment.name) if language == "en" else commitment.name


def silent_ones(
    wanted: Collection[Commitment],
    last_evidence: Mapping[str, date],
    window: DigestWindow,
    months: int,
    language: str,
) -> tuple[Quiet, ...]:
    """Commitments whose newest report is older than ``months``, oldest first, those without any last."""
    since = _months_before(window.end.date(), months)
    quiet = [Quiet(entry.id, name_of(entry, language), last_evidence.get(entry.id)) for entry in wanted]
    silent = [entry for entry in quiet if entry.last is None or entry.last < since]
    return tuple(sorted(silent, key=lambda entry: (entry.last is None, entry.last or date.min)))


def fell_silent(quiet: Quiet, window: DigestWindow, months: int) -> bool:
    """Whether it crossed the limit within this window."""
    return quiet.last is not None and quiet.last >= _months_before(window.start.date(), months)


def _months_before(day: date, months: int) -> date:
    month0 = day.year * 12 + day.month - 1 - months
    year, month = divmod(month0, 12)
    # The first of that month plus the days, so that 31 March minus one month is a day that exists.
    return date(year, month + 1, 1) + timedelta(days=day.day - 1)


def troubles_of(outlets: Mapping[str, str], looks: Mapping[str, Look]) -> tuple[Trouble, ...]:
    """Followed outlets without a good run in the window, with some bad ones, or ill."""
    found = []
    for name, title in outlets.items():
        look = looks.get(name, Look(name, 0, 0))
        if look.finished and not look.troubled and look.symptom is None:
            continue
        looked = look.finished and look.symptom is None
        silence = Silence.NOT_MENTIONED if looked else Silence.NOT_LOOKED
        trouble = Trouble(line(title, 80), silence, look.finished, look.troubled, look.hindrance)
        found.append(replace(trouble, symptom=look.symptom, since=look.since))
    return tuple(found)
