"""Who receives digests: adding, listing, pausing and removing subscriptions."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.exc import IntegrityError

from jiannuo.errors import UsageError
from jiannuo.model.hook import hook_name
from jiannuo.model.subscription import Subscription, Wish
from jiannuo.model.vocabulary import Cadence
from jiannuo.store.engine import Store
from jiannuo.store.rows import add_row
from jiannuo.store.tables import deliveries, digest_items, digests, hooks, subscriptions, suppressions
from jiannuo.store.wishes import wish_of, wish_values
from jiannuo.tokens import new_mark

_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_DOMAIN = re.compile(r"(?=.{1,253}$)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")


def mail_address(text: str) -> str:
    """``text`` as an address that every mail server takes: plain local part, domain in ASCII, lower case.

    Raises UsageError for anything else, line breaks and quoted local parts among it.
    """
    local, _, domain = text.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower() if domain else ""
    except UnicodeError:
        domain = ""
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise UsageError(f"{text!r} is not a mail address we can send to", "write it as name@example.org")
    return f"{local}@{domain}"


def recipient_address(text: str) -> str:
    """``text`` as ``hook:NAME``, or as a mail address; UsageError for anything else."""
    return text.strip() if hook_name(text.strip()) else mail_address(text)


def add_subscription(
    store: Store,
    address: str,
    wish: Wish,
    at: datetime,
    *,
    name: str = "",
    covered_until: datetime | None = None,
) -> Subscription:
    """Subscribe an address; news detected from ``covered_until`` (default: ``at``) on will be told.

    Raises UsageError when the address has a subscription of this cadence already. Subscribing again
    lifts an earlier suppression of the address. ``hook:NAME`` subscribes a webhook that is there.
    """
    address = recipient_address(address)
    taken = UsageError(
        f"{address} already has a {wish.cadence.value} subscription",
        f"see it with: jiannuo subscribers show {address}",
    )
    try:
        with store.write() as connection:
            _demand_hook(connection, address)
            known = subscription_row(connection, address, wish.cadence)
            if known is not None and known.ended_at is None:
                raise taken
            added = put_subscription(connection, address, wish, at, name=name, covered_until=covered_until)
            connection.execute(delete(suppressions).where(suppressions.c.address == address))
    except IntegrityError:
        raise taken from None
    return added


def import_subscriptions(store: Store, found: Iterable[Subscription], at: datetime) -> int:
    """Add those that are not there, all or none, paused or ended as they were; how many were added.

    Raises UsageError for an address that cannot be sent to.
    """
    entries, added = [(mail_address(one.address), one) for one in found], 0
    with store.write() as connection:
        for address, one in entries:
            if subscription_row(connection, address, one.wish.cadence) is not None:
                continue
            covered = one.covered_until or at
            new = put_subscription(connection, address, one.wish, at, name=one.name, covered_until=covered)
            state = {"active": one.active and one.ended_at is None, "ended_at": one.ended_at}
            connection.execute(update(subscriptions).where(subscriptions.c.id == new.id).values(**state))
            added += 1
    return added


def put_subscription(
    connection: Connection,
    address: str,
    wish: Wish,
    at: datetime,
    *,
    name: str = "",
    covered_until: datetime | None = None,
) -> Subscription:
    """Within a transaction: a new subscription, or the one of this cadence with this wish, active again.

    One that goes on after a pause tells what was missed; one that had been ended begins anew.
    """
    known = subscription_row(connection, address, wish.cadence)
    values = {**wish_values(wish), "active": True, "ended_at": None}
    if known is None:
        covered = covered_until or at
        values |= {"address": address, "name": name, "mark": new_mark(), "created_at": at}
        add_row(connection, subscriptions, covered_until=covered, **values)
    else:
        covered = known.covered_until if known.ended_at is None else covered_until or at
        name = name or known.name
        own = update(subscriptions).where(subscriptions.c.id == known.id)
        connection.execute(own.values(name=name, covered_until=covered, **values))
    found = subscription_row(connection, address, wish.cadence)
    if found is None:
        raise LookupError("a subscription that was just written is gone")
    return found


def subscription_row(connection: Connection, address: str, cadence: Cadence) -> Subscription | None:
    """Within a transaction: what this address has of this cadence."""
    query = select(subscriptions).where(
        subscriptions.c.address == address, subscriptions.c.cadence == cadence.value
    )
    row = connection.execute(query).first()
    return _subscription(row._mapping) if row else None


def subscription_of(store: Store, mark: str) -> Subscription | None:
    """The subscription of this mark; None when it was removed."""
    with store.read() as connection:
        row = connection.execute(select(subscriptions).where(subscriptions.c.mark == mark)).first()
    return _subscription(row._mapping) if row else None


def change_wish(store: Store, mark: str, wish: Wish, *, active: bool) -> Subscription | None:
    """Give a subscription another wish, pause or resume it; None when it was ended or removed.

    Raises UsageError when its address has a subscription of the new cadence already.
    """
    own = (subscriptions.c.mark == mark, subscriptions.c.ended_at.is_(None))
    try:
        with store.write() as connection:
            connection.execute(update(subscriptions).where(*own).values(active=active, **wish_values(wish)))
            row = connection.execute(select(subscriptions).where(*own)).first()
    except IntegrityError:
        raise UsageError(
            f"there is another {wish.cadence.value} subscription of this address", "change that one"
        ) from None
    return _subscription(row._mapping) if row else None


def all_subscriptions(store: Store, *, active_only: bool = False) -> list[Subscription]:
    """Every subscription, oldest first."""
    query = select(subscriptions).order_by(subscriptions.c.id)
    if active_only:
        query = query.where(subscriptions.c.active)
    with store.read() as connection:
        return [_subscription(row._mapping) for row in connection.execute(query)]


def active_subscriptions(store: Store, size: int) -> Iterator[list[Subscription]]:
    """Every active subscription in groups of ``size``, oldest first: no more than one group is held."""
    after = 0
    while True:
        query = select(subscriptions).where(subscriptions.c.active, subscriptions.c.id > after)
        with store.read() as connection:
            rows = connection.execute(query.order_by(subscriptions.c.id).limit(size)).all()
        if not rows:
            return
        yield [_subscription(row._mapping) for row in rows]
        after = rows[-1].id


def subscriptions_of(store: Store, address: str) -> list[Subscription]:
    """The subscriptions of one address; UsageError when it has none."""
    address = recipient_address(address)
    query = select(subscriptions).where(subscriptions.c.address == address).order_by(subscriptions.c.id)
    with store.read() as connection:
        found = [_subscription(row._mapping) for row in connection.execute(query)]
    if not found:
        raise UsageError(f"{address} has no subscription", "list them with: jiannuo subscribers list")
    return found


def suspended(store: Store) -> list[str]:
    """Subscribed addresses that get nothing any more because they refused; the latest first."""
    query = (
        select(suppressions.c.address)
        .where(suppressions.c.address.in_(select(subscriptions.c.address).where(subscriptions.c.active)))
        .order_by(suppressions.c.since.desc())
    )
    with store.read() as connection:
        return [row.address for row in connection.execute(query)]


def set_active(store: Store, address: str, active: bool) -> list[Subscription]:
    """Pause or resume an address; what it missed while paused is told after it resumes.

    What its reader has ended stays ended: UsageError when there is nothing else.
    """
    if all(subscription.ended_at for subscription in subscriptions_of(store, address)):
        raise UsageError(f"{address} has unsubscribed", "only its reader may begin anew (subscribers add)")
    address = recipient_address(address)
    own = (subscriptions.c.address == address, subscriptions.c.ended_at.is_(None))
    with store.write() as connection:
        connection.execute(update(subscriptions).where(*own).values(active=active))
        if active:
            connection.execute(delete(suppressions).where(suppressions.c.address == address))
    return subscriptions_of(store, address)


def remove_subscriptions(store: Store, address: str) -> int:
    """Forget an address with its digests, queued copies among them; how many subscriptions it had."""
    keys = [subscription.id for subscription in subscriptions_of(store, address)]
    with store.write() as connection:
        _forget(connection, keys)
    return len(keys)


def forget_address(connection: Connection, address: str) -> int:
    """Within a transaction: what ``remove_subscriptions`` does, also where there is nothing."""
    own = select(subscriptions.c.id).where(subscriptions.c.address == address)
    keys = [row.id for row in connection.execute(own)]
    _forget(connection, keys)
    connection.execute(delete(suppressions).where(suppressions.c.address == address))
    return len(keys)


def _demand_hook(connection: Connection, address: str) -> None:
    name = hook_name(address)
    if name and connection.execute(select(hooks.c.name).where(hooks.c.name == name)).first() is None:
        raise UsageError(f"there is no hook {name!r}", f"add it first: jiannuo hooks add {name} --url …")


def _forget(connection: Connection, keys: list[int]) -> None:
    own = select(digests.c.id).where(digests.c.subscription_id.in_(keys))
    connection.execute(delete(deliveries).where(deliveries.c.digest_id.in_(own)))
    connection.execute(delete(digest_items).where(digest_items.c.subscription_id.in_(keys)))
    connection.execute(delete(digests).where(digests.c.subscription_id.in_(keys)))
    connection.execute(delete(subscriptions).where(subscriptions.c.id.in_(keys)))


def _subscription(row: Any) -> Subscription:
    return Subscription(
        row["id"],
        row["address"],
        row["name"],
        wish_of(row),
        row["active"],
        row["created_at"],
        row["covered_until"],
        row["mark"] or "",
        row["ended_at"],
    )
