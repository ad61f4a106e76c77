"""Validators: what the next request for an address may carry, so that unchanged answers stay unsent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from jiannuo.store.engine import Store
from jiannuo.store.tables import validators


@dataclass(frozen=True, slots=True)
class Validators:
    """ETag and Last-Modified of the last good answer, and until when it called itself fresh."""

    etag: str | None = None
    last_modified: str | None = None
    fresh_until: datetime | None = None


def load_validators(store: Store, url: str) -> Validators:
    """What is kept for ``url``; nothing when the last good answer carried nothing."""
    query = select(validators.c.etag, validators.c.last_modified, validators.c.fresh_until)
    with store.read() as connection:
        row = connection.execute(query.where(validators.c.url == url)).first()
    return Validators(row.etag, row.last_modified, row.fresh_until) if row else Validators()


def keep_validators(store: Store, found: dict[str, Validators], at: datetime) -> None:
    """Replace what is kept for these addresses; an answer without validators takes the old ones away."""
    if not found:
        return
    with store.write() as connection:
        for url, kept in found.items():
            connection.execute(delete(validators).where(validators.c.url == url))
            if kept != Validators():
                values = {"etag": kept.etag, "last_modified": kept.last_modified}
                row = {"url": url, **values, "fresh_until": kept.fresh_until, "seen_at": at}
                connection.execute(validators.insert().values(row))
