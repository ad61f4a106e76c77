"""Save: everything that was learned of one report, in one transaction, or nothing of it."""

from collections.abc import Iterator, Sequence

from jiannuo.model.commitment import Register
from jiannuo.model.dossier import Dossier, Fingerprint
from jiannuo.model.finding import Findings, Quote
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Field, Outcome
from jiannuo.store import matches, registers, reports, stories
from jiannuo.store.arrivals import Arrivals
from jiannuo.store.engine import Connection
from jiannuo.store.reports import StoredReport, Version
from pipelines.event import file_story
from pipelines.story import Kinship, kinship, likeness_of

SHORTEST_BODY = 15
SAME_PAGE = 0.3


def save(connection: Connection, dossier: Dossier, register: Register) -> Outcome:
    """Store one dossier; the outcome it counts as."""
    return save_all(connection, [dossier], register)[0]


def save_all(connection: Connection, dossiers: Sequence[Dossier], register: Register) -> list[Outcome]:
    """Store dossiers one after the other; the outcomes they count as, in order.

    The caller commits. Saving the same dossier again changes nothing (``unchanged``). Raises ValueError
    when a quote does not stand verbatim at its offsets: such findings must never be stored.
    """
    awaited = [(dossier.report.url, _complete(dossier)[0]) for dossier in dossiers]
    arrivals = Arrivals(connection, awaited)
    if first := next((one for one in dossiers if _passed_over(arrivals, one) is None), None):
        registers.record_register(connection, register, first.detected_at)
    outcomes = [_save(connection, arrivals, dossier, register) for dossier in dossiers]
    arrivals.settle()
    return outcomes


def _passed_over(arrivals: Arrivals, dossier: Dossier) -> Outcome | None:
    """How a report ends of which nothing is stored; None for all others."""
    report, (fingerprint, _) = dossier.report, _complete(dossier)
    if len(report.body.strip()) < SHORTEST_BODY:
        return Outcome.NO_TEXT
    return Outcome.UNCHANGED if arrivals.holds(report.url, fingerprint.exact) else None


def _save(connection: Connection, arrivals: Arrivals, dossier: Dossier, register: Register) -> Outcome:
    fingerprint, findings = _complete(dossier)
    report = dossier.report
    if end := _passed_over(arrivals, dossier):
        return end
    for quote in quotes(findings):
        check_verbatim(report, quote)
    older = corrected(report, fingerprint, arrivals.versions(report.url))
    kin = kinship(report, fingerprint, arrivals.kin_of(fingerprint))
    outcome = _outcome(older is not None, kin)
    stored = _insert(connection, arrivals, dossier, kin, outcome, replaces=older)
    _keep_findings(connection, stored, fingerprint, findings, register)
    return outcome


def corrected(report: Report, fingerprint: Fingerprint, versions: Sequence[Version]) -> int | None:
    """The row that ``report`` corrects: same title, or much the same text, at the same address.

    Another text under another title is another report, even where a site serves both in turn.
    """
    for version in reversed(versions):
        same_title = bool(report.title) and report.title == version.title
        if same_title or likeness_of(fingerprint.signature, version.signature) >= SAME_PAGE:
            return version.id
    return None


def check_verbatim(report: Report, quote: Quote) -> None:
    """Raise ValueError unless the quote stands in the report exactly where it says."""
    text = report.title if quote.field is Field.TITLE else report.body
    if text[quote.start : quote.end] != quote.text:
        raise ValueError(
            f"evidence does not stand at {quote.field}[{quote.start}:{quote.end}] of {report.url}"
        )


def quotes(findings: Findings) -> Iterator[Quote]:
    """Every quote of every match (evidence, figures and anchors) and of every near miss."""
    for match in findings.matches:
        yield from match.evidence
        yield from (reading.quote for reading in match.readings)
        yield from (reading.basis.quote for reading in match.readings if reading.basis)
        yield from (hit.quote for hit in match.anchors)
    for miss in findings.near_misses:
        yield from (quote for quote in (miss.name, miss.sentence) if quote)


def _complete(dossier: Dossier) -> tuple[Fingerprint, Findings]:
    if dossier.fingerprint is None or dossier.findings is None:
        raise ValueError(f"{dossier.report.url} reached saving before it was read")
    return dossier.fingerprint, dossier.findings


def _outcome(revised: bool, kin: Kinship) -> Outcome:
    if revised:
        return Outcome.REVISED
    return Outcome.DUPLICATE if kin.copy_of is not None else Outcome.STORED


def _insert(
    connection: Connection,
    arrivals: Arrivals,
    dossier: Dossier,
    kin: Kinship,
    outcome: Outcome,
    replaces: int | None,
) -> StoredReport:
    """Add the report to its story, with the page it stood on."""
    fingerprint, _ = _complete(dossier)
    report, at = dossier.report, dossier.detected_at
    page = None
    if dossier.page is not None:
        page = reports.insert_page(connection, dossier.page, report.url, report.outlet, dossier.run, outcome)
    key, story = arrivals.add(
        report,
        fingerprint,
        detected_at=at,
        story_id=kin.story_id or stories.story_of(connection, replaces),
        page_id=page,
        replaces=replaces,
        outlet_title=dossier.outlet_title,
        standing=dossier.standing and not kin.shuffled,
        words=dossier.words,
    )
    return StoredReport(key, report, at, story, current=True)


def _keep_findings(
    connection: Connection,
    stored: StoredReport,
    fingerprint: Fingerprint,
    findings: Findings,
    register: Register,
) -> None:
    if findings.matches:  # before they are saved: what is news depends on the event
        file_story(connection, stored, fingerprint.day)
    if findings.matches or findings.near_misses:
        matches.save_findings(
            connection,
            stored.id,
            findings,
            register=register.id,
            detected_at=stored.detected_at,
            story_id=stored.story_id,
        )
