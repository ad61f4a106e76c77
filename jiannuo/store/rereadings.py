"""Reading stored reports again under other rules: how far it came, and which matches it changed.

"Why did this standing change: the news or our rules?" is answered from here: what a re-reading changed is
kept match by match, before and after, beside the register version and the reader's own version.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from jiannuo.store.reports import StoredReport, to_report
from jiannuo.store.rows import add_row
from jiannuo.store.tables import matches, readings, reports, reread_changes, rereadings

Shown = dict[str, Any]
Pair = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Rereading:
    """One pass over the stored reports; ``finished_at`` is None while it is under way or was broken off."""

    id: int
    register: str
    register_version: str
    reader: str
    started_at: datetime
    finished_at: datetime | None
    last_report: int
    reports: int
    note: str


def begin(connection: Connection, register: str, version: str, reader: str, note: str, at: datetime) -> int:
    """The pass to go on with: the one broken off under these very rules, else a new one."""
    query = select(rereadings.c.id).where(
        rereadings.c.register_version == version,
        rereadings.c.reader == reader,
        rereadings.c.finished_at.is_(None),
    )
    known = connection.execute(query.order_by(rereadings.c.id.desc())).scalar()
    if known is not None:
        return int(known)
    values = {"register": register, "register_version": version, "reader": reader, "note": note}
    return add_row(connection, rereadings, started_at=at, last_report=0, reports=0, **values)


def rereading(connection: Connection, key: int) -> Rereading:
    """The pass with this id; KeyError when there is none."""
    row = connection.execute(select(rereadings).where(rereadings.c.id == key)).first()
    if row is None:
        raise KeyError(key)
    return Rereading(**row._mapping)


def all_rereadings(connection: Connection) -> list[Rereading]:
    """Every pass, the newest first."""
    rows = connection.execute(select(rereadings).order_by(rereadings.c.id.desc()))
    return [Rereading(**row._mapping) for row in rows]


def advance(connection: Connection, key: int, last_report: int, count: int) -> None:
    """Note that the pass has come as far as this report, ``count`` reports further."""
    done = {"last_report": last_report, "reports": rereadings.c.reports + count}
    connection.execute(update(rereadings).where(rereadings.c.id == key).values(**done))


def finish(connection: Connection, key: int, at: datetime) -> None:
    """Note that every report has been read."""
    connection.execute(update(rereadings).where(rereadings.c.id == key).values(finished_at=at))


def count_reports(connection: Connection, after: int = 0) -> int:
    """How many stored reports have a row id above ``after``."""
    return int(connection.execute(select(func.count()).where(reports.c.id > after)).scalar_one())


def next_reports(connection: Connection, after: int, size: int) -> list[StoredReport]:
    """The next reports in the order of their row ids, replaced versions too."""
    query = select(reports).where(reports.c.id > after).order_by(reports.c.id).limit(size)
    return [to_report(row) for row in connection.execute(query)]


def shown(connection: Connection, register: str, keys: Sequence[int]) -> dict[Pair, Shown]:
    """What the matches of these reports show, by report and commitment, in plain comparable values."""
    query = select(matches).where(matches.c.register == register, matches.c.report_id.in_(keys))
    rows = connection.execute(query).all()
    figures: dict[int, list[list[Any]]] = {row.id: [] for row in rows}
    told = select(readings).where(readings.c.match_id.in_(figures)).order_by(readings.c.start)
    for reading in connection.execute(told):
        figures[reading.match_id].append([reading.measure, reading.value, reading.unit, reading.kind])
    return {
        (row.report_id, row.commitment): {
            "verdict": row.verdict,
            "stage": row.stage,
            "effective": row.effective,
            "readings": figures[row.id],
        }
        for row in rows
    }


def differences(
    before: Mapping[Pair, Shown], after: Mapping[Pair, Shown]
) -> Iterator[tuple[Pair, Shown | None, Shown | None]]:
    """Each report and commitment whose match came, went or shows something else."""
    for pair in sorted({*before, *after}):
        if before.get(pair) != after.get(pair):
            yield pair, before.get(pair), after.get(pair)


def note_change(
    connection: Connection, key: int, pair: Pair, before: Shown | None, after: Shown | None
) -> None:
    """Keep one difference of a pass."""
    values = {"rereading_id": key, "report_id": pair[0], "commitment": pair[1]}
    connection.execute(reread_changes.insert().values(**values, before=before, after=after))


@dataclass(frozen=True, slots=True)
class RereadChange:
    """A match that a re-reading changed; None on a side where there was no match."""

    rereading: int
    report_id: int
    title: str
    url: str
    commitment: str
    before: Shown | None
    after: Shown | None


def changes_of(connection: Connection, key: int, limit: int | None = None) -> list[RereadChange]:
    """What one pass changed, in the order of the reports."""
    query = (
        select(reread_changes, reports.c.title, reports.c.url)
        .join(reports, reports.c.id == reread_changes.c.report_id)
        .where(reread_changes.c.rereading_id == key)
        .order_by(reread_changes.c.report_id, reread_changes.c.commitment)
        .limit(limit)
    )
    return [
        RereadChange(
            row.rereading_id, row.report_id, row.title, row.url, row.commitment, row.before, row.after
        )
        for row in connection.execute(query)
    ]
