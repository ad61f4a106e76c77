"""Who receives digests: adding, listing, pausing and removing subscriptions."""

import re
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.exc import IntegrityError

from jiannuo.errors import UsageError
from jiannuo.model.subscription import Subscription, Wish
from jiannuo.model.vocabulary import Cadence
from jiannuo.store.engine import Store
from jiannuo.store.rows import add_row
from jiannuo.store.tables import deliveries, digest_items, digests, subscriptions, suppressions

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
    lifts an earlier suppression of the address.
    """
    address = mail_address(address)
    values = {**asdict(wish), "cadence": wish.cadence.value}
    values |= {"commitments": list(wish.commitments), "themes": list(wish.themes)}
    covered = covered_until or at
    try:
        with store.write() as connection:
            key = add_row(
                connection,
                subscriptions,
                address=address,
                name=name,
                active=True,
                created_at=at,
                covered_until=covered,
                **values,
            )
            connection.execute(delete(suppressions).where(suppressions.c.address == address))
    except IntegrityError:
        raise UsageError(
            f"{address} already has a {wish.cadence.value} subscription",
            f"see it with: jiannuo subscribers show {address}",
        ) from None
    return Subscription(key, address, name, wish, True, at, covered)


def all_subscriptions(store: Store, *, active_only: bool = False) -> list[Subscription]:
    """Every subscription, oldest first."""
    query = select(subscriptions).order_by(subscriptions.c.id)
    if active_only:
        query = query.where(subscriptions.c.active)
    with store.read() as connection:
        return [_subscription(row._mapping) for row in connection.execute(query)]


def subscriptions_of(store: Store, address: str) -> list[Subscription]:
    """The subscriptions of one address; UsageError when it has none."""
    address = mail_address(address)
    query = select(subscriptions).where(subscriptions.c.address == address).order_by(subscriptions.c.id)
    with store.read() as connection:
        found = [_subscription(row._mapping) for row in connection.execute(query)]
    if not found:
        raise UsageError(f"{address} has no subscription", "list them with: jiannuo subscribers list")
    return found


def set_active(store: Store, address: str, active: bool) -> list[Subscription]:
    """Pause or resume an address; what it missed while paused is told after it resumes."""
    subscriptions_of(store, address)
    address = mail_address(address)
    with store.write() as connection:
        connection.execute(
            update(subscriptions).where(subscriptions.c.address == address).values(active=active)
        )
        if active:
            connection.execute(delete(suppressions).where(suppressions.c.address == address))
    return subscriptions_of(store, address)


def remove_subscriptions(store: Store, address: str) -> int:
    """Forget an address with its digests, queued copies among them; how many subscriptions it had."""
    keys = [subscription.id for subscription in subscriptions_of(store, address)]
    with store.write() as connection:
        _forget(connection, keys)
    return len(keys)


def _forget(connection: Connection, keys: list[int]) -> None:
    own = select(digests.c.id).where(digests.c.subscription_id.in_(keys))
    connection.execute(delete(deliveries).where(deliveries.c.digest_id.in_(own)))
    connection.execute(delete(digest_items).where(digest_items.c.subscription_id.in_(keys)))
    connection.execute(delete(digests).where(digests.c.subscription_id.in_(keys)))
    connection.execute(delete(subscriptions).where(subscriptions.c.id.in_(keys)))


def _subscription(row: Any) -> Subscription:
    wish = Wish(
        cadence=Cadence(row["cadence"]),
        weekday=row["weekday"],
        hour=row["hour"],
        zone=row["zone"],
        language=row["language"],
        commitments=tuple(row["commitments"]),
        themes=tuple(row["themes"]),
        progress_only=row["progress_only"],
        send_empty=row["send_empty"],
    )
    return Subscription(
        row["id"], row["address"], row["name"], wish, row["active"], row["created_at"], row["covered_until"]
    )
