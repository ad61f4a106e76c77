"""Validators: what the next request for an address may carry, so that unchanged answers stay unsent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from jiannuo.store.engine import Store
from jiannuo.store.tables import validators

_AT_ONCE = 400
_KEPT = select(validators.c.url, validators.c.etag, validators.c.last_modified, validators.c.fresh_until)


@dataclass(frozen=True, slots=True)
class Validators:
    """ETag and Last-Modified of the last good answer, and until when it called itself fresh."""

    etag: str | None = None
    last_modified: str | None = None
    fresh_until: datetime | None = None


def load_validators(store: Store, urls: Sequence[str]) -> dict[str, Validators]:
    """What is kept for each of these addresses; nothing where the last good answer carried nothing."""
    found = dict.fromkeys(urls, Validators())
    with store.read() as connection:
        for start in range(0, len(urls), _AT_ONCE):
            some = list(urls[start : start + _AT_ONCE])
            for row in connection.execute(_KEPT.where(validators.c.url.in_(some))):
                found[row.url] = Validators(row.etag, row.last_modified, row.fresh_until)
    return found


def keep_validators(store: Store, found: dict[str, Validators], at: datetime) -> None:
    """Replace what is kept for these addresses; an answer without validators takes the old ones away."""
    urls, kept = list(found), [(url, one) for url, one in found.items() if one != Validators()]
    rows = [
        {"url": url, "etag": one.etag, "last_modified": one.last_modified, "fresh_until": one.fresh_until}
        for url, one in kept
    ]
    with store.write() as connection:
        for start in range(0, len(urls), _AT_ONCE):
            connection.execute(delete(validators).where(validators.c.url.in_(urls[start : start + _AT_ONCE])))
        if rows:
            connection.execute(validators.insert(), [{**row, "seen_at": at} for row in rows])
