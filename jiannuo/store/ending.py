"""Unsubscribing: from the moment it is committed, no copy that is not with the server already goes out."""

from datetime import datetime

from sqlalchemy import select, update

from jiannuo.failpoints import reach
from jiannuo.model.vocabulary import DeliveryState
from jiannuo.store.engine import Store
from jiannuo.store.tables import deliveries, digests, subscriptions

_TAKEN_BACK = (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.AMBIGUOUS)


def end_subscription(store: Store, mark: str, at: datetime, *, everything: bool = False) -> int:
    """End the subscription of this mark, or all that its address has; how many were ended now.

    Copies still in the outbox are settled in the same transaction. Ending twice changes nothing.
    """
    own = subscriptions.c.mark == mark
    if everything:
        address = select(subscriptions.c.address).where(own).scalar_subquery()
        own = subscriptions.c.address == address
    with store.write() as connection:
        query = select(subscriptions.c.id).where(own, subscriptions.c.ended_at.is_(None))
        keys = [row.id for row in connection.execute(query)]
        if keys:
            connection.execute(
                update(subscriptions).where(subscriptions.c.id.in_(keys)).values(active=False, ended_at=at)
            )
            theirs = select(digests.c.id).where(digests.c.subscription_id.in_(keys))
            connection.execute(
                update(deliveries)
                .where(deliveries.c.digest_id.in_(theirs), deliveries.c.state.in_(_TAKEN_BACK))
                .values(
                    state=DeliveryState.SUPPRESSED.value,
                    finished_at=at,
                    lease_until=None,
                    last_answer="unsubscribed",
                )
            )
        reach("unsubscribe.before_commit")
    reach("unsubscribe.after_commit")
    return len(keys)
