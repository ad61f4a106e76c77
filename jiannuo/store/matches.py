"""What the reader found, kept with its evidence; re-reading replaces it, human judgements stay."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from jiannuo.model.finding import AnchorHit, Findings, Match, NearMiss, Reading
from jiannuo.store.novelty import is_novel
from jiannuo.store.reports import stamp
from jiannuo.store.rows import add_row, add_rows
from jiannuo.store.tables import evidence, matches, near_misses, readings, reports


def save_findings(
    connection: Connection,
    report_id: int,
    findings: Findings,
    *,
    register: str,
    detected_at: datetime,
    story_id: int | None,
    cause: str = "report",
) -> None:
    """Replace what this register found in this report by ``findings``.

    Whether a match is *novel* is decided by ``novelty``: a reprint adds corroboration, not news.
    ``detected_at`` of a match that was there before is kept, and what a corrected version shows as the
    version before it did takes over that one's moment and novelty: it is neither news again nor lost before
    it was told.
    ``cause`` says what brought a new match: the report itself, or our reading of it again under other rules.
    """
    before = _clear(connection, report_id, register)
    replaced = _replaced(connection, report_id, register)
    for match in findings.matches:
        values = _match_values(match, report_id, register, findings.register_version)
        same = replaced.get((match.commitment, match.verdict.value, match.stage.value))
        known = before.get(match.commitment)
        first = known or same
        values["detected_at"] = first.detected_at if first else detected_at
        values["cause"] = known.cause if known else cause
        values["novel"] = same.novel if same else is_novel(connection, report_id, story_id, register, match)
        _save_parts(connection, add_row(connection, matches, **values), match)
    misses = [_miss_values(miss, report_id, register) for miss in findings.near_misses]
    add_rows(connection, near_misses, misses)


def _clear(connection: Connection, report_id: int, register: str) -> dict[str, Any]:
    old = connection.execute(
        select(matches.c.id, matches.c.commitment, matches.c.detected_at, matches.c.cause).where(
            matches.c.report_id == report_id, matches.c.register == register
        )
    ).all()
    keys = [row.id for row in old]
    if keys:
        for table in (evidence, readings):
            connection.execute(delete(table).where(table.c.match_id.in_(keys)))
        connection.execute(delete(matches).where(matches.c.id.in_(keys)))
    connection.execute(
        delete(near_misses).where(near_misses.c.report_id == report_id, near_misses.c.register == register)
    )
    return {row.commitment: row for row in old}


def _replaced(connection: Connection, report_id: int, register: str) -> dict[tuple[str, str, str], Any]:
    """What the version that this report replaces showed: by commitment, verdict and stage."""
    older = select(reports.c.replaces).where(reports.c.id == report_id).scalar_subquery()
    columns = (
        matches.c.commitment,
        matches.c.verdict,
        matches.c.stage,
        matches.c.detected_at,
        matches.c.novel,
    )
    query = select(*columns).where(matches.c.report_id == older, matches.c.register == register)
    return {(row.commitment, row.verdict, row.stage): row for row in connection.execute(query)}


def _match_values(match: Match, report_id: int, register: str, version: str) -> dict[str, Any]:
    return {
        "report_id": report_id,
        "commitment": match.commitment,
        "register": register,
        "register_version": version,
        "verdict": match.verdict.value,
        "score": match.score,
        "parts": dict(match.parts),
        "stage": match.stage.value,
        "effective": stamp(match.effective),
        "effective_precision": match.effective.precision.value if match.effective else None,
        "aimed_stage": match.aimed.stage.value if match.aimed else None,
        "aimed": stamp(match.aimed.when) if match.aimed else None,
        "aimed_precision": match.aimed.when.precision.value if match.aimed else None,
        "anchors": [_anchor_values(hit) for hit in match.anchors],
    }


def _anchor_values(hit: AnchorHit) -> dict[str, Any]:
    return {**asdict(hit.quote), "field": hit.quote.field.value, "role": hit.role.value}


def _save_parts(connection: Connection, match_id: int, match: Match) -> None:
    for quote in match.evidence:
        values = {**asdict(quote), "field": quote.field.value, "match_id": match_id}
        connection.execute(evidence.insert().values(**values))
    for reading in match.readings:
        values = _reading_values(reading, match_id, match.commitment)
        connection.execute(readings.insert().values(**values))


def _reading_values(reading: Reading, match_id: int, commitment: str) -> dict[str, Any]:
    return {
        "match_id": match_id,
        "commitment": commitment,
        "measure": reading.measure,
        "value": reading.value,
        "unit": reading.unit,
        "scope": reading.scope.value,
        "kind": reading.kind.value,
        "qualifier": reading.qualifier,
        "flow": reading.flow,
        "as_of": stamp(reading.as_of),
        "as_of_precision": reading.as_of.precision.value if reading.as_of else None,
        "field": reading.quote.field.value,
        "text": reading.quote.text,
        "start": reading.quote.start,
        "end": reading.quote.end,
        "basis": reading.basis.kind.value if reading.basis else None,
        "basis_text": reading.basis.quote.text if reading.basis else None,
        "basis_start": reading.basis.quote.start if reading.basis else None,
        "basis_end": reading.basis.quote.end if reading.basis else None,
    }


def _miss_values(miss: NearMiss, report_id: int, register: str) -> dict[str, Any]:
    sentence, name = miss.sentence, miss.name
    return {
        "report_id": report_id,
        "commitment": miss.commitment,
        "register": register,
        "kind": miss.kind.value,
        "about": dict(miss.about),
        "rank": miss.rank,
        "parts": dict(miss.parts),
        "field": sentence.field.value if sentence else None,
        "text": sentence.text if sentence else None,
        "start": sentence.start if sentence else None,
        "end": sentence.end if sentence else None,
        "name_start": name.start if name else None,
        "name_end": name.end if name else None,
    }
