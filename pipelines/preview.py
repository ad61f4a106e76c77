"""What a changed register would find in the stored reports, before anything is saved."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from jiannuo.model.commitment import Register
from jiannuo.model.finding import Match
from jiannuo.model.report import Report
from jiannuo.register.changes import ChangeKind, changes, decides
from jiannuo.store import reports
from jiannuo.store.engine import Store
from jiannuo.store.reports import stamp
from pipelines.reading.knowledge import cues, gazetteer
from pipelines.reading.lexicon import Lexicon
from pipelines.reading.reader import Reader

_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A match that would come (no ``before``), go (no ``after``) or show something else."""

    report_id: int
    title: str
    url: str
    commitment: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    quote: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The difference over all current reports: how many there are, how many had to be read twice, what differs."""

    reports: int
    read: int
    foreseen: tuple[Foreseen, ...]


def preview(
    store: Store,
    old: Register,
    new: Register,
    *,
    places: Mapping[str, str | None],
    told: Callable[[int], None] = lambda _: None,
) -> Preview:
    """Compare what ``old`` and ``new`` find in every current report; nothing is stored.

    A report is read (under both) only where its text holds a name of a commitment that differs: no other
    report can be read differently. ``told`` hears how many reports have been looked at.
    """
    suspects = _suspects(old, new)
    if suspects is None:
        return Preview(0, 0, ())
    readers = Reader(old), Reader(new)
    looked = read = 0
    found: list[Foreseen] = []
    with store.read() as connection:
        for batch in reports.texts(connection, _AT_ONCE):
            keys = [
                text.id for text in batch if suspects.may_name(text.title) or suspects.may_name(text.body)
            ]
            for stored in reports.load_reports(connection, keys):
                place = places.get(stored.report.outlet)
                found += _compare(stored.id, stored.report, readers, place)
            looked, read = looked + len(batch), read + len(keys)
            told(len(batch))
    return Preview(looked, read, tuple(found))


def _suspects(old: Register, new: Register) -> Lexicon | None:
    """A lexicon of the names through which the two could read a report differently; None: through none."""
    found = [change for change in changes(old, new) if decides(change)]
    if not found:
        return None
    if any(not change.commitment and change.kind is ChangeKind.CHANGED for change in found):
        touched = {entry.id for register in (old, new) for entry in register.commitments}
    else:
        touched = {change.commitment for change in found}
    entries = [entry for register in (old, new) for entry in register.commitments if entry.id in touched]
    return Lexicon(replace(new, commitments=tuple(entries)), cues(), gazetteer())


def _compare(
    key: int, report: Report, readers: tuple[Reader, Reader], place: str | None
) -> Iterator[Foreseen]:
    before, after = (_matches(reader, report, place) for reader in readers)
    for commitment in sorted({*before, *after}):
        old, new = before.get(commitment), after.get(commitment)
        if _shown(old) != _shown(new):
            quote = next((match.evidence[0].text for match in (new, old) if match and match.evidence), "")
            yield Foreseen(key, report.title, report.url, commitment, _shown(old), _shown(new), quote)


def _matches(reader: Reader, report: Report, place: str | None) -> dict[str, Match]:
    return {match.commitment: match for match in reader.read(report, outlet_place=place).matches}


def _shown(match: Match | None) -> dict[str, Any] | None:
    """What a match shows, in the form in which re-readings keep it."""
    if match is None:
        return None
    told = sorted(match.readings, key=lambda reading: reading.quote.start)
    return {
        "verdict": match.verdict.value,
        "stage": match.stage.value,
        "effective": stamp(match.effective),
        "readings": [[one.measure, one.value, one.unit, one.kind.value] for one in told],
    }
