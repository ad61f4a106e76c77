"""Digests as built, and the one transaction that queues them: digest, items, copies and covered time together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Text, cast, select, update

from jiannuo.failpoints import reach
from jiannuo.model.subscription import DigestWindow, Subscription
from jiannuo.model.vocabulary import DeliveryState
from jiannuo.store.engine import Store
from jiannuo.store.rows import add_row
from jiannuo.store.tables import deliveries, digest_items, digests, subscriptions
from jiannuo.tokens import new_mark

_MOST = 500


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy for one recipient: the bytes are frozen here and never made again.

    ``hook`` names the webhook that it goes to; without it, it is a mail.
    """

    recipient: str
    message_id: str
    message: bytes
    hook: str | None = None


@dataclass(frozen=True, slots=True)
class BuiltDigest:
    """A digest ready to be queued; ``items`` are the (report, commitment) pairs that it tells.

    ``mark`` names the page on which it stays.
    """

    subject: str
    html: str
    text: str
    content: dict[str, Any]
    items: tuple[tuple[int, str], ...]
    copies: tuple[Copy, ...]
    mark: str = field(default_factory=new_mark)


@dataclass(frozen=True, slots=True)
class StoredDigest:
    """A digest as it was sent."""

    id: int
    subscription_id: int
    window: DigestWindow
    built_at: datetime
    subject: str
    html: str
    text: str
    content: dict[str, Any]
    mark: str


def told(store: Store, subscription_id: int, reports: Iterable[int]) -> set[tuple[int, str]]:
    """Which of these reports' (report, commitment) pairs this subscription has been told already."""
    wanted = frozenset(reports)
    if not wanted:
        return set()
    # By the oldest of them, not by their list: a subscriber's items since then are few.
    query = select(digest_items.c.report_id, digest_items.c.commitment).where(
        digest_items.c.subscription_id == subscription_id, digest_items.c.report_id >= min(wanted)
    )
    with store.read() as connection:
        rows = connection.execute(query).all()
    return {(row.report_id, row.commitment) for row in rows if row.report_id in wanted}


Finished = tuple[Subscription, DigestWindow, BuiltDigest | None]


def queue(
    store: Store, subscription: Subscription, window: DigestWindow, digest: BuiltDigest | None, at: datetime
) -> int | None:
    """Queue a digest (None: an empty window that is kept quiet) and mark the window as covered.

    Returns the digest's id; None when nothing was queued, because the window was quiet, or another process
    or a pause came first.
    """
    return queue_all(store, [(subscription, window, digest)], at)[0]


def queue_all(store: Store, finished: Sequence[Finished], at: datetime) -> list[int | None]:
    """Queue these digests, each as ``queue`` does, in one transaction: either all of it stands or none."""
    keys: list[int | None] = []
    reach("digest.before_begin")
    with store.write() as connection:
        for subscription, window, digest in finished:
            if not _still_due(connection, subscription):
                keys.append(None)
                continue
            keys.append(None if digest is None else _insert(connection, subscription, window, digest, at))
            connection.execute(
                update(subscriptions)
                .where(subscriptions.c.id == subscription.id)
                .values(covered_until=window.end)
            )
            reach("digest.before_commit")
    for _ in keys:
        reach("digest.after_commit")
    return keys


def cover(store: Store, readers: Sequence[Subscription], window: DigestWindow) -> None:
    """Mark a window as covered for readers to whom it had nothing to tell; who was changed meanwhile is left."""
    for start in range(0, len(readers), _MOST):
        own = {reader.id for reader in readers[start : start + _MOST]}
        before = {reader.covered_until for reader in readers[start : start + _MOST]}
        with store.write() as connection:
            connection.execute(
                update(subscriptions)
                .where(subscriptions.c.id.in_(own), subscriptions.c.covered_until.in_(before))
                .where(subscriptions.c.active, subscriptions.c.covered_until < window.end)
                .values(covered_until=window.end)
            )


def set_covered(store: Store, subscription: Subscription, moment: datetime) -> None:
    """Set back the covered time after the clock ran ahead; what was told stays told."""
    with store.write() as connection:
        connection.execute(
            update(subscriptions).where(subscriptions.c.id == subscription.id).values(covered_until=moment)
        )


def recent_digests(store: Store, *, limit: int = 50, before: int | None = None) -> list[StoredDigest]:
    """The newest digests first; the next page begins ``before`` the last id."""
    query = select(digests).order_by(digests.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(digests.c.id < before)
    with store.read() as connection:
        return [_stored(row) for row in connection.execute(query)]


def load_digest(store: Store, digest_id: int) -> StoredDigest | None:
    """One digest; None when there is none of this id."""
    with store.read() as connection:
        row = connection.execute(select(digests).where(digests.c.id == digest_id)).first()
    return _stored(row) if row else None


def digest_marked(store: Store, mark: str) -> StoredDigest | None:
    """The digest whose page this mark names."""
    with store.read() as connection:
        row = connection.execute(select(digests).where(digests.c.mark == mark)).first()
    return _stored(row) if row else None


def series(store: Store, digest: StoredDigest, limit: int = 30) -> list[StoredDigest]:
    """The newest digests of the subscription that this one belongs to."""
    query = select(digests).where(digests.c.subscription_id == digest.subscription_id)
    with store.read() as connection:
        rows = connection.execute(query.order_by(digests.c.id.desc()).limit(limit)).all()
    return [_stored(row) for row in rows]


def editions(store: Store, language: str, limit: int = 30) -> list[StoredDigest]:
    """The newest digests in a language that leave nothing out: of subscriptions to everything, one of each."""
    scopes = (
        subscriptions.c[name] for name in ("commitments", "themes", "promisors", "districts", "outlets")
    )
    query = (
        select(digests)
        .join(subscriptions, subscriptions.c.id == digests.c.subscription_id)
        .where(subscriptions.c.language == language, *(cast(scope, Text) == "[]" for scope in scopes))
        .order_by(digests.c.id.desc())
        .limit(20 * limit)
    )
    found: dict[tuple[datetime, str], StoredDigest] = {}
    with store.read() as connection:
        for row in connection.execute(query):
            found.setdefault((row.window_end, row.subject), _stored(row))
    return list(found.values())[:limit]


def _still_due(connection: Connection, subscription: Subscription) -> bool:
    query = select(subscriptions.c.covered_until, subscriptions.c.active).where(
        subscriptions.c.id == subscription.id
    )
    if connection.dialect.name == "postgresql":
        query = query.with_for_update()
    row = connection.execute(query).first()
    return row is not None and row.active and row.covered_until == subscription.covered_until


def _insert(
    connection: Connection,
    subscription: Subscription,
    window: DigestWindow,
    digest: BuiltDigest,
    at: datetime,
) -> int:
    key = add_row(
        connection,
        digests,
        subscription_id=subscription.id,
        window_start=window.start,
        window_end=_free_end(connection, subscription.id, window.end),
        built_at=at,
        subject=digest.subject,
        html=digest.html,
        text=digest.text,
        content=digest.content,
        mark=digest.mark,
    )
    reach("digest.row")
    rows = [
        {"subscription_id": subscription.id, "report_id": report, "commitment": commitment, "digest_id": key}
        for report, commitment in digest.items
    ]
    if rows:
        connection.execute(digest_items.insert(), rows)
    connection.execute(deliveries.insert(), _copies(digest.copies, key, at))
    return key


def _free_end(connection: Connection, subscription_id: int, end: datetime) -> datetime:
    """``end``, or moments later when a digest with this end was built while the clock ran ahead."""
    taken = select(digests.c.id).where(digests.c.subscription_id == subscription_id)
    while connection.execute(taken.where(digests.c.window_end == end)).first() is not None:
        end += timedelta(microseconds=1)
    return end


def _copies(copies: Sequence[Copy], digest_id: int, at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "digest_id": digest_id,
            "recipient": copy.recipient,
            "message_id": copy.message_id,
            "message": copy.message,
            "hook": copy.hook,
            "state": DeliveryState.PENDING.value,
            "attempts": 0,
            "next_attempt": at,
            "queued_at": at,
        }
        for copy in copies
    ]


def _stored(row: Any) -> StoredDigest:
    return StoredDigest(
        row.id,
        row.subscription_id,
        DigestWindow(row.window_start, row.window_end),
        row.built_at,
        row.subject,
        row.html,
        row.text,
        row.content,
        row.mark or "",
    )
