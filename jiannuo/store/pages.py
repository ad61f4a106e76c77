"""Pages: what was fetched from where and how it ended, so that nothing is fetched twice in vain."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from jiannuo.model.report import Page
from jiannuo.model.vocabulary import Outcome
from jiannuo.store.engine import Store
from jiannuo.store.rows import add_row
from jiannuo.store.tables import pages, reports

_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Visit:
    """The latest visit to a canonical address, and how often it was visited."""

    url: str
    outcome: Outcome
    fetched_at: datetime
    visits: int
    first_at: datetime


def last_visits(store: Store, urls: Sequence[str]) -> dict[str, Visit]:
    """The latest visit of each of these canonical addresses that was ever fetched.

    A report that came in without a page (``ingest``) counts as visited when it was detected.
    """
    found: dict[str, Visit] = {}
    for start in range(0, len(urls), _AT_ONCE):
        some = list(urls[start : start + _AT_ONCE])
        latest = select(func.max(pages.c.id)).where(pages.c.url.in_(some)).group_by(pages.c.url)
        counts = (
            select(pages.c.url, func.count().label("visits"), func.min(pages.c.fetched_at).label("first_at"))
            .where(pages.c.url.in_(some))
            .group_by(pages.c.url)
            .subquery()
        )
        query = (
            select(pages.c.url, pages.c.outcome, pages.c.fetched_at, counts.c.visits, counts.c.first_at)
            .join(counts, counts.c.url == pages.c.url)
            .where(pages.c.id.in_(latest))
        )
        ingested = select(reports.c.url, reports.c.detected_at).where(reports.c.url.in_(some))
        with store.read() as connection:
            for url, detected_at in connection.execute(ingested):
                found[url] = Visit(url, Outcome.STORED, detected_at, 1, detected_at)
            for row in connection.execute(query):
                outcome = Outcome(row.outcome)
                found[row.url] = Visit(row.url, outcome, row.fetched_at, row.visits, row.first_at)
    return found


def newest_shown(store: Store, urls: Sequence[str]) -> date | None:
    """The latest publication day among the reports at these canonical addresses."""
    newest: str | None = None
    with store.read() as connection:
        for start in range(0, len(urls), _AT_ONCE):
            some = reports.c.url.in_(list(urls[start : start + _AT_ONCE]))
            # Only days count: a year or month alone would seem newer or older than it is.
            query = select(func.max(reports.c.published)).where(some, func.length(reports.c.published) >= 10)
            newest = max(filter(None, (newest, connection.execute(query).scalar())), default=None)
    return date.fromisoformat(newest[:10]) if newest else None


def record_visit(
    store: Store, page: Page, url: str, outlet: str, run: int | None, outcome: Outcome, reason: str
) -> None:
    """Note a visit that did not end in a new report; bytes that could not be read are kept for replay."""
    keep = outcome in (Outcome.NO_TEXT, Outcome.GARBLED, Outcome.FAILED)
    with store.write() as connection:
        add_row(
            connection,
            pages,
            url=url,
            requested_url=page.requested_url,
            final_url=page.final_url,
            outlet=outlet,
            run_id=run,
            status=page.status,
            declared_encoding=page.declared_encoding,
            used_encoding=page.used_encoding,
            content_type=page.content_type,
            fetched_at=page.fetched_at,
            sha256=page.sha256,
            outcome=outcome.value,
            reason=reason[:500],
            body=zlib.compress(page.body, 6) if keep else None,
        )
