"""Why a report matched a commitment and why it did not: read again under today's rules, with every near miss."""

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jiannuo.model.commitment import Register
    from jiannuo.model.finding import Findings
    from jiannuo.model.report import Report
    from pipelines.reading.reader import Reader


_READERS: "dict[str, Reader]" = {}


def explained(register: "Register", report: "Report", place: str | None, key: str = "") -> "Findings":
    """Everything found in the report, or only what concerns the commitment ``key``; ``place`` is its outlet's."""
    findings = _reader(register).read(report, outlet_place=place, far_misses=True)
    return only(findings, key) if key else findings


def only(findings: "Findings", key: str) -> "Findings":
    """What concerns one commitment."""
    return replace(
        findings,
        matches=tuple(match for match in findings.matches if match.commitment == key),
        near_misses=tuple(miss for miss in findings.near_misses if miss.commitment == key),
    )


def _reader(register: "Register") -> "Reader":
    """Made once for a version: its index of names takes longer than many texts."""
    from pipelines.reading.reader import Reader

    if register.version not in _READERS:
        _READERS.clear()
        _READERS[register.version] = Reader(register)
    return _READERS[register.version]
