"""From a report and what the reader found in it to rows of the tables; pure."""

import json
from dataclasses import dataclass

from jiannuo.model.finding import Findings, Match, Reading
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Verdict
from jiannuo.store.reports import stamp
from pipelines.story import fingerprint
from query.export.table import Row, day
from query.export.told import figure, shown
from query.ingest.readers import Read


@dataclass(frozen=True, slots=True)
class Found:
    """One input that touches a commitment: its place, the clean report, and the findings."""

    read: Read
    report: Report
    findings: Findings

    @property
    def outlet_title(self) -> str:
        """The outlet's title, empty for one that nobody described."""
        return self.read.outlet.title if self.read.outlet else ""


def rows_of(found: Found, names: dict[str, str]) -> dict[str, list[Row]]:
    """The rows by the name of their table."""
    digest = fingerprint(found.report).exact
    matches = [(match, _match(found, match, names, digest)) for match in found.findings.matches]
    return {
        "matches": [row for _, row in matches],
        "progress": [row for match, row in matches if match.verdict is Verdict.PROGRESS],
        "readings": [
            _reading(found, match, told, names, digest)
            for match in found.findings.matches
            for told in match.readings
        ],
        "reports": [_report(found, digest)],
    }


def _match(found: Found, match: Match, names: dict[str, str], digest: str) -> Row:
    report = found.report
    return (
        match.commitment,
        names.get(match.commitment, ""),
        *shown(match),
        day(report.published),
        report.outlet,
        found.outlet_title,
        report.title,
        report.url,
        "\n".join(quote.text for quote in match.evidence),
        match.score,
        found.read.place,
        digest,
    )


def _reading(found: Found, match: Match, told: Reading, names: dict[str, str], digest: str) -> Row:
    report = found.report
    return (
        match.commitment,
        names.get(match.commitment, ""),
        *figure(told),
        told.basis.quote.text if told.basis else None,
        told.quote.text,
        day(report.published),
        report.outlet,
        found.outlet_title,
        report.title,
        report.url,
        found.read.place,
        digest,
    )


def _report(found: Found, digest: str) -> Row:
    report, outlet = found.report, found.read.outlet
    return (
        report.outlet,
        found.outlet_title,
        report.title,
        day(report.published),
        report.source,
        "; ".join(report.authors),
        report.editor,
        report.url,
        " ".join(match.commitment for match in found.findings.matches),
        len(report.body),
        found.read.place,
        digest,
        stamp(report.published),
        report.published.precision.value if report.published else None,
        outlet.place if outlet else None,
        outlet is not None,
        json.dumps(report.origin, ensure_ascii=False, sort_keys=True),
        json.dumps(report.warnings, ensure_ascii=False),
        report.body,
    )
