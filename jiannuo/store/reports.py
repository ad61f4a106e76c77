"""Reports as stored: immutable rows; a corrected page adds a row that replaces the older one."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, select, update

from jiannuo.model.report import Page, Report
from jiannuo.model.vocabulary import Outcome, Precision
from jiannuo.model.when import When, parse_when
from jiannuo.store.index.words import add_grams, words_of
from jiannuo.store.rows import add_row, add_rows
from jiannuo.store.tables import pages, reports, signatures

_CHUNK = 500
_VERSIONS = (
    select(reports.c.id, reports.c.title, signatures.c.signature)
    .join(signatures, signatures.c.report_id == reports.c.id, isouter=True)
    .where(reports.c.url == bindparam("url"), reports.c.current)
    .order_by(reports.c.id)
)
_HISTORY = (
    select(
        reports.c.url,
        reports.c.id,
        reports.c.title,
        reports.c.exact,
        reports.c.current,
        signatures.c.signature,
    )
    .join(signatures, signatures.c.report_id == reports.c.id, isouter=True)
    .where(reports.c.url.in_(bindparam("urls", expanding=True)))
    .order_by(reports.c.id)
)


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report with its row id, story and the moment we learned of it."""

    id: int
    report: Report
    detected_at: datetime
    story_id: int | None
    current: bool


@dataclass(frozen=True, slots=True)
class Version:
    """A current report at an address, with what tells a correction from another text."""

    id: int
    title: str
    signature: bytes


def current_versions(connection: Connection, url: str) -> list[Version]:
    """The current reports at canonical ``url``: one, unless the address serves different texts in turn."""
    rows = connection.execute(_VERSIONS, {"url": url})
    return [Version(row.id, row.title, row.signature or b"") for row in rows]


@dataclass(frozen=True, slots=True)
class History:
    """What is stored of one address: its current versions, and the digests of all its texts, current or not."""

    versions: list[Version] = field(default_factory=list)
    texts: set[str] = field(default_factory=set)


def histories(connection: Connection, urls: Sequence[str]) -> dict[str, History]:
    """The history of each of these canonical addresses, also of those that have none."""
    found = {url: History() for url in urls}
    for row in connection.execute(_HISTORY, {"urls": list(found)}):
        found[row.url].texts.add(row.exact)
        if row.current:
            found[row.url].versions.append(Version(row.id, row.title, row.signature or b""))
    return found


def insert_page(
    connection: Connection, page: Page, url: str, outlet: str, run: int | None, outcome: Outcome
) -> int:
    """Keep the bytes of a page for replay; the id of its row."""
    values = {
        "url": url,
        "requested_url": page.requested_url,
        "final_url": page.final_url,
        "outlet": outlet,
        "run_id": run,
        "status": page.status,
        "declared_encoding": page.declared_encoding,
        "used_encoding": page.used_encoding,
        "content_type": page.content_type,
        "fetched_at": page.fetched_at,
        "sha256": page.sha256,
        "outcome": outcome.value,
        "reason": "",
        "body": zlib.compress(page.body, 6),
    }
    return add_row(connection, pages, **values)


def insert_report(
    connection: Connection,
    report: Report,
    *,
    exact: str,
    detected_at: datetime,
    signature: bytes = b"",
    story_id: int | None = None,
    page_id: int | None = None,
    replaces: int | None = None,
    outlet_title: str = "",
    standing: bool = True,
) -> int:
    """Add a report, marking the one it replaces as no longer current, with what it is found by; its row id."""
    key = insert_row(
        connection,
        report,
        exact=exact,
        detected_at=detected_at,
        story_id=story_id,
        page_id=page_id,
        replaces=replaces,
        outlet_title=outlet_title,
        standing=standing,
    )
    make_findable(connection, [(key, report, signature, words_of(report.title, report.body))])
    return key


def make_findable(connection: Connection, rows: Sequence[tuple[int, Report, bytes, str]]) -> None:
    """Keep what new reports are found by: row id, report, signature, and what ``words_of`` it says."""
    add_grams(connection, [(key, stamp(one.published), words) for key, one, _, words in rows])
    kept = [{"report_id": key, "signature": signature} for key, _, signature, _ in rows if signature]
    add_rows(connection, signatures, kept)


def insert_row(
    connection: Connection,
    report: Report,
    *,
    exact: str,
    detected_at: datetime,
    story_id: int | None,
    page_id: int | None,
    replaces: int | None,
    outlet_title: str,
    standing: bool,
) -> int:
    """Add only the row of a report, marking the one it replaces as no longer current; its id."""
    if replaces is not None:
        connection.execute(update(reports).where(reports.c.id == replaces).values(current=False))
    published = report.published
    values = {
        "url": report.url,
        "outlet": report.outlet,
        "outlet_title": outlet_title,
        "standing": standing,
        "page_id": page_id,
        "title": report.title,
        "body": report.body,
        "published": stamp(published),
        "published_precision": published.precision.value if published else None,
        "source": report.source,
        "authors": list(report.authors),
        "editor": report.editor,
        "origin": dict(report.origin),
        "warnings": list(report.warnings),
        "detected_at": detected_at,
        "exact": exact,
        "current": True,
        "replaces": replaces,
        "story_id": story_id,
    }
    return add_row(connection, reports, **values)


def load_report(connection: Connection, report_id: int) -> StoredReport | None:
    """The report in this row; None when there is none."""
    row = connection.execute(select(reports).where(reports.c.id == report_id)).first()
    return to_report(row) if row else None


@dataclass(frozen=True, slots=True)
class StoredText:
    """Only the words of a report, to look for names in many of them quickly."""

    id: int
    title: str
    body: str


def texts(connection: Connection, size: int) -> Iterator[list[StoredText]]:
    """The words of all current reports in the order of their row ids, ``size`` at a time."""
    last = 0
    columns = (reports.c.id, reports.c.title, reports.c.body)
    while True:
        query = select(*columns).where(reports.c.id > last, reports.c.current).order_by(reports.c.id)
        rows = connection.execute(query.limit(size)).all()
        if not rows:
            return
        yield [StoredText(*row) for row in rows]
        last = rows[-1].id


def load_reports(connection: Connection, keys: Sequence[int]) -> list[StoredReport]:
    """The reports with these row ids, in their order."""
    found: list[StoredReport] = []
    for start in range(0, len(keys), _CHUNK):
        query = select(reports).where(reports.c.id.in_(keys[start : start + _CHUNK])).order_by(reports.c.id)
        found += [to_report(row) for row in connection.execute(query)]
    return found


def to_report(row: "Row[tuple[object, ...]]") -> StoredReport:
    """A row of ``reports`` as the model's Report."""
    data = row._mapping
    report = Report(
        url=data["url"],
        outlet=data["outlet"],
        title=data["title"],
        body=data["body"],
        published=unstamp(data["published"], data["published_precision"]),
        source=data["source"],
        authors=tuple(data["authors"]),
        editor=data["editor"],
        origin=dict(data["origin"]),
        warnings=tuple(data["warnings"]),
    )
    return StoredReport(data["id"], report, data["detected_at"], data["story_id"], data["current"])


def stamp(when: When | None) -> str | None:
    """A When as stored text: ISO cut to its precision, or the full moment when that is known."""
    if when is None:
        return None
    return when.moment.isoformat() if when.moment else when.iso()


def unstamp(text: str | None, precision: str | None) -> When | None:
    """The inverse of ``stamp`` with the precision kept beside it."""
    when = parse_when(text) if text else None
    if when is None:
        return None
    return When(when.day, Precision(precision) if precision else when.precision, when.moment)
