"""Double opt-in: who asked to be subscribed, and the yes by which alone a subscription begins."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from jiannuo.failpoints import reach
from jiannuo.model.subscription import Subscription, Wish
from jiannuo.store.digests import Copy
from jiannuo.store.engine import Store
from jiannuo.store.letters import post_in
from jiannuo.store.subscriptions import put_subscription, subscription_row
from jiannuo.store.tables import signups, suppressions
from jiannuo.store.wishes import wish_of, wish_values

COOL_DOWN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class SignUp:
    """A request from the web; ``wish`` None asks only for the way to manage what exists."""

    address: str
    mark: str
    wish: Wish | None


def sign_up(store: Store, asked: SignUp, letter: Copy, at: datetime) -> bool:
    """Keep the request and queue its letter, unless the address had one within 24 hours; whether we did.

    However an address is written (upper or lower case), it gets one letter a day at most.
    """
    key = asked.address.casefold()
    values = {
        "address": asked.address,
        "mark": asked.mark,
        "wish": None if asked.wish is None else wish_values(asked.wish),
        "asked_at": at,
        "confirmed_at": None,
    }
    try:
        with store.write() as connection:
            again = update(signups).where(signups.c.address_key == key)
            done = connection.execute(again.where(signups.c.asked_at <= at - COOL_DOWN).values(**values))
            if done.rowcount == 0:
                if connection.execute(select(signups).where(signups.c.address_key == key)).first():
                    return False
                connection.execute(signups.insert().values(address_key=key, **values))
            post_in(connection, letter, at)
    except IntegrityError:
        return False  # the same address at the same moment; that other request has sent the letter
    return True


def asked_wish(store: Store, mark: str) -> SignUp | None:
    """The request of this mark; None when a newer one took its place."""
    with store.read() as connection:
        row = connection.execute(select(signups).where(signups.c.mark == mark)).first()
    return None if row is None or row.wish is None else SignUp(row.address, row.mark, wish_of(row.wish))


def confirm(store: Store, mark: str, at: datetime) -> Subscription | None:
    """Begin the subscription that was asked for; None when a newer request took its place.

    A second yes changes nothing, even if the subscription was ended in between.
    """
    with store.write() as connection:
        query = select(signups).where(signups.c.mark == mark)
        if connection.dialect.name == "postgresql":
            query = query.with_for_update()
        row = connection.execute(query).first()
        if row is None or row.wish is None:
            return None
        wish = wish_of(row.wish)
        if row.confirmed_at is not None:
            return subscription_row(connection, row.address, wish.cadence)
        found = put_subscription(connection, row.address, wish, at)
        connection.execute(update(signups).where(signups.c.mark == mark).values(confirmed_at=at))
        connection.execute(delete(suppressions).where(suppressions.c.address == row.address))
        reach("confirm.before_commit")
    reach("confirm.after_commit")
    return found
