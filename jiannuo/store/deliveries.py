"""The outbox: the fate of every copy, moved only through small committed steps.

pending ─claim→ claimed ─→ data ─→ sent            (written, when copies go to a folder)
   ↑               │         ├→ ambiguous ─claim→ claimed …   (the server may have it already)
   └── retry ──────┴─────────┘        claimed/data ─→ failed; pending ─→ suppressed
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, or_, select, update

from jiannuo.model.vocabulary import DeliveryState
from jiannuo.store.engine import Store
from jiannuo.store.tables import deliveries, digests, subscriptions, suppressions

_P, _C, _D = DeliveryState.PENDING.value, DeliveryState.CLAIMED.value, DeliveryState.DATA.value
_A = DeliveryState.AMBIGUOUS.value


@dataclass(frozen=True, slots=True)
class Delivery:
    """One copy as the sender takes it in hand."""

    id: int
    digest_id: int | None
    recipient: str
    message_id: str
    message: bytes
    attempts: int
    queued_at: datetime
    ambiguous: bool
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class OutboxState:
    """How the outbox stands: copies by state, and since when the oldest unfinished one waits."""

    counts: dict[str, int]
    oldest_waiting: datetime | None


def claim(
    store: Store,
    now: datetime,
    lease: timedelta,
    *,
    resend_ambiguous: bool,
    hook: str | None = None,
    holder: str | None = None,
) -> Delivery | None:
    """Take the next due copy in hand; None when nothing is due."""
    with store.write() as connection:
        found = claim_in(
            connection, now, lease, 1, resend_ambiguous=resend_ambiguous, hook=hook, holder=holder
        )
    return found[0] if found else None


def claim_in(
    connection: Connection,
    now: datetime,
    lease: timedelta,
    most: int,
    *,
    resend_ambiguous: bool,
    hook: str | None = None,
    holder: str | None = None,
) -> list[Delivery]:
    """Take the next due copies, ``most`` at most, in hand until ``now + lease``.

    ``hook`` names the webhook that is asked for; without it, mail. ``holder`` names the worker whose they are then.
    Addresses that were suppressed while their copy waited are settled here and never handed out;
    copies of paused subscriptions wait. Letters belong to no subscription.
    """
    rows: list[Any] = []
    for state in (_P, _A) if resend_ambiguous else (_P,):
        # One state at a time, so that the index gives the order and a long queue costs nothing.
        rows += _next_due(connection, now, state, hook, most - len(rows))
    keys = [row.id for row in rows]
    if keys:
        connection.execute(
            update(deliveries)
            .where(deliveries.c.id.in_(keys))
            .values(state=_C, lease_until=now + lease, holder=holder)
        )
    return [
        Delivery(
            row.id,
            row.digest_id,
            row.recipient,
            row.message_id,
            row.message,
            row.attempts,
            row.queued_at,
            row.ambiguous,
            holder,
        )
        for row in rows
    ]


def release_in(connection: Connection, taken: Sequence[Delivery]) -> None:
    """Give back copies that were taken in hand and not begun."""
    keys = [delivery.id for delivery in taken]
    connection.execute(
        update(deliveries)
        .where(deliveries.c.id.in_(keys), deliveries.c.state == _C)
        .values(state=case((deliveries.c.ambiguous, _A), else_=_P), lease_until=None)
    )


def mark_data(store: Store, delivery: Delivery) -> bool:
    """Record, before the body goes out, that from now on the server may have it.

    False when the copy is no longer ours to send (its lease ran out, or its subscriber is gone).
    """
    with store.write() as connection:
        return mark_data_in(connection, delivery)


def mark_data_in(connection: Connection, delivery: Delivery, lease_until: datetime | None = None) -> bool:
    """``mark_data`` within a transaction; ``lease_until`` gives the copy all the time that an answer may take.

    It is asked once more whether the address may be written to: it may have waited in hand for a while.
    """
    values: dict[str, Any] = {"state": _D, "attempts": delivery.attempts + 1}
    if lease_until is not None:
        values["lease_until"] = lease_until
    stopped = exists().where(suppressions.c.address == deliveries.c.recipient)
    done = connection.execute(
        update(deliveries)
        .where(deliveries.c.state == _C, _ours(delivery), ~stopped, _wanted())
        .values(**values)
    )
    return done.rowcount == 1


def mark_done(store: Store, delivery: Delivery, state: DeliveryState, at: datetime, answer: str) -> None:
    """The end: sent, written or failed."""
    with store.write() as connection:
        mark_done_in(connection, delivery, state, at, answer)


def mark_done_in(
    connection: Connection, delivery: Delivery, state: DeliveryState, at: datetime, answer: str
) -> None:
    """``mark_done`` within a transaction."""
    values = {"state": state.value, "finished_at": at, "lease_until": None, "last_answer": answer[:500]}
    _mark(connection, delivery, values)


def mark_again(
    store: Store, delivery: Delivery, attempts: int, next_attempt: datetime, answer: str, *, ambiguous: bool
) -> None:
    """Not this time: due again at ``next_attempt``; ``ambiguous`` when the server may have it already."""
    with store.write() as connection:
        mark_again_in(connection, delivery, attempts, next_attempt, answer, ambiguous=ambiguous)


def mark_again_in(
    connection: Connection,
    delivery: Delivery,
    attempts: int,
    next_attempt: datetime,
    answer: str,
    *,
    ambiguous: bool,
) -> None:
    """``mark_again`` within a transaction."""
    values: dict[str, Any] = {
        "state": _A if ambiguous else _P,
        "attempts": attempts,
        "next_attempt": next_attempt,
        "lease_until": None,
        "last_answer": answer[:500],
    }
    if ambiguous:
        values["ambiguous"] = True
    _mark(connection, delivery, values)


def outbox_state(store: Store) -> OutboxState:
    """Counts by state and the age of the queue."""
    waiting = deliveries.c.state.in_((_P, _C, _D, _A))
    with store.read() as connection:
        rows = connection.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state))
        counts = {row[0]: row[1] for row in rows}
        oldest = connection.execute(select(func.min(deliveries.c.queued_at)).where(waiting)).scalar()
    return OutboxState(counts, oldest)


def last_answers(store: Store) -> dict[str, tuple[str, str]]:
    """For every hook that was posted to: the state of its newest copy, and what the receiver said."""
    newest = (
        select(func.max(deliveries.c.id)).where(deliveries.c.hook.is_not(None)).group_by(deliveries.c.hook)
    )
    query = select(deliveries.c.hook, deliveries.c.state, deliveries.c.last_answer)
    with store.read() as connection:
        rows = connection.execute(query.where(deliveries.c.id.in_(newest))).all()
    return {row.hook: (row.state, row.last_answer) for row in rows}


def recent_ends(store: Store, since: datetime) -> Counter[tuple[str, str]]:
    """Copies that ended from ``since`` on, and those still in doubt, by way (mail, hook) and state."""
    ended = or_(deliveries.c.finished_at >= since, deliveries.c.state == _A)
    way = case((deliveries.c.hook.is_(None), "mail"), else_="hook")
    query = select(way, deliveries.c.state, func.count()).where(ended).group_by(way, deliveries.c.state)
    with store.read() as connection:
        return Counter({(row[0], row[1]): row[2] for row in connection.execute(query)})


def letter_state(store: Store, message_id: str) -> tuple[str, str]:
    """The state of the copy with this Message-ID, and what the server said last."""
    query = select(deliveries.c.state, deliveries.c.last_answer).where(deliveries.c.message_id == message_id)
    with store.read() as connection:
        row = connection.execute(query).one()
    return row.state, row.last_answer


def _next_due(connection: Connection, now: datetime, state: str, hook: str | None, most: int) -> list[Any]:
    """The rows to send next; on the way there, copies to suppressed addresses are settled."""
    suppressed = suppressions.c.address.is_not(None).label("suppressed")
    query = (
        select(deliveries, suppressed)
        .join(digests, digests.c.id == deliveries.c.digest_id, isouter=True)
        .join(subscriptions, subscriptions.c.id == digests.c.subscription_id, isouter=True)
        .join(suppressions, suppressions.c.address == deliveries.c.recipient, isouter=True)
        .where(deliveries.c.hook == hook if hook else deliveries.c.hook.is_(None))
        .where(deliveries.c.state == state, deliveries.c.next_attempt <= now)
        .where(or_(deliveries.c.digest_id.is_(None), subscriptions.c.active))
        .order_by(deliveries.c.next_attempt, deliveries.c.id)
        .limit(most)
    )
    if connection.dialect.name == "postgresql":
        query = query.with_for_update(of=deliveries, skip_locked=True)
    while most:
        rows = connection.execute(query).all()
        stopped = [row.id for row in rows if row.suppressed]
        if not stopped:
            return list(rows)
        values = {"state": DeliveryState.SUPPRESSED.value, "finished_at": now}
        connection.execute(update(deliveries).where(deliveries.c.id.in_(stopped)).values(**values))
    return []


def _wanted() -> ColumnElement[bool]:
    """Whether the copy is a letter, or its subscription is active."""
    active = (
        exists()
        .where(digests.c.id == deliveries.c.digest_id)
        .where(subscriptions.c.id == digests.c.subscription_id, subscriptions.c.active)
    )
    return or_(deliveries.c.digest_id.is_(None), active)


def _ours(delivery: Delivery) -> ColumnElement[bool]:
    """The copy, unless another worker has taken it in hand meanwhile."""
    held = deliveries.c.holder.is_not_distinct_from(delivery.holder)
    return and_(deliveries.c.id == delivery.id, held)


def _mark(connection: Connection, delivery: Delivery, values: dict[str, Any]) -> None:
    connection.execute(
        update(deliveries).where(_ours(delivery), deliveries.c.state.in_((_C, _D))).values(**values)
    )
