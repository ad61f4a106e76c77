"""Digests as built, and the one transaction that queues them: digest, items, copies and covered time together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Text, bindparam, cast, select, update

from jiannuo.failpoints import reach
from jiannuo.model.subscription import DigestWindow, Subscription
from jiannuo.model.vocabulary import DeliveryState
from jiannuo.store.engine import Store
from jiannuo.store.rows import add_plain_rows, add_rows
from jiannuo.store.tables import deliveries, digest_items, digests, subscriptions
from jiannuo.tokens import new_mark

_MOST = 500
_ITEM = ("subscription_id", "report_id", "commitment", "digest_id")
_INSERT = digests.insert().returning(digests.c.id, sort_by_parameter_order=True)
_COVER = (
    update(subscriptions)
    .where(subscriptions.c.id == bindparam("key"))
    .values(covered_until=bindparam("covered"))
)


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


def told(store: Store, readers: Sequence[int], oldest: int) -> dict[int, frozenset[tuple[int, str]]]:
    """Which (report, commitment) pairs, of reports from ``oldest`` on, each subscription has been told already."""
    query = select(digest_items.c.subscription_id, digest_items.c.report_id, digest_items.c.commitment).where(
        digest_items.c.subscription_id.in_(readers), digest_items.c.report_id >= oldest
    )
    found: dict[int, set[tuple[int, str]]] = defaultdict(set)
    with store.read() as connection:
        for row in connection.execute(query):
            found[row.subscription_id].add((row.report_id, row.commitment))
    return {reader: frozenset(pairs) for reader, pairs in found.items()}


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
    reach("digest.before_begin")
    with store.write() as connection:
        standing = _still_due(connection, [subscription for subscription, _, _ in finished])
        due = [one for one in finished if one[0].id in standing]
        keys = _insert(connection, [one for one in due if one[2] is not None], at)
        if due:
            connection.execute(
                _COVER, [{"key": reader.id, "covered": window.end} for reader, window, _ in due]
            )
        reach("digest.before_commit")
    reach("digest.after_commit")
    return [keys.get(subscription.id) for subscription, _, _ in finished]


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


def _still_due(connection: Connection, wanted: Sequence[Subscription]) -> set[int]:
    """Those that nobody built for, paused or removed since they were read; they are held until we commit."""
    before = {subscription.id: subscription.covered_until for subscription in wanted}
    query = select(subscriptions.c.id, subscriptions.c.covered_until).where(
        subscriptions.c.id.in_(before), subscriptions.c.active
    )
    if connection.dialect.name == "postgresql":
        # In one order everywhere, so that two that build at once wait for each other and not for ever.
        query = query.order_by(subscriptions.c.id).with_for_update()
    return {row.id for row in connection.execute(query) if row.covered_until == before[row.id]}


def _insert(connection: Connection, finished: Sequence[Finished], at: datetime) -> dict[int, int]:
    """The new digests' ids by subscription."""
    if not finished:
        return {}
    rows = [_row(subscription, window, digest, at) for subscription, window, digest in finished if digest]
    _free_ends(connection, rows)
    keys = dict(zip([row["subscription_id"] for row in rows], _add(connection, rows), strict=True))
    reach("digest.row")
    items, copies = _belongings(finished, keys, at)
    add_plain_rows(connection, digest_items, _ITEM, items)
    half = len(copies) // 2
    add_rows(connection, deliveries, copies[:half])
    reach("digest.half")
    add_rows(connection, deliveries, copies[half:])
    return keys


def _add(connection: Connection, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert digests; their ids, in the order given."""
    return list(connection.execute(_INSERT, rows).scalars())


def _row(
    subscription: Subscription, window: DigestWindow, digest: BuiltDigest, at: datetime
) -> dict[str, Any]:
    return {
        "subscription_id": subscription.id,
        "window_start": window.start,
        "window_end": window.end,
        "built_at": at,
        "subject": digest.subject,
        "html": digest.html,
        "text": digest.text,
        "content": digest.content,
        "mark": digest.mark,
    }


def _free_ends(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Move ends by moments where a digest with this end was built while the clock ran ahead."""
    query = select(digests.c.subscription_id, digests.c.window_end).where(
        digests.c.subscription_id.in_([row["subscription_id"] for row in rows]),
        digests.c.window_end >= min(row["window_end"] for row in rows),
    )
    taken = {tuple(row) for row in connection.execute(query)}
    for row in rows:
        while (row["subscription_id"], row["window_end"]) in taken:
            row["window_end"] += timedelta(microseconds=1)


def _belongings(
    finished: Sequence[Finished], keys: dict[int, int], at: datetime
) -> tuple[list[tuple[Any, ...]], list[dict[str, Any]]]:
    """The rows of items and of copies."""
    items: list[tuple[Any, ...]] = []
    copies = []
    for subscription, _, digest in finished:
        key = keys[subscription.id]
        told = digest.items if digest else ()
        items += [(subscription.id, report, commitment, key) for report, commitment in told]
        copies += _copies(digest.copies if digest else (), key, at)
    return items, copies


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
