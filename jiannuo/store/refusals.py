"""Refusals: addresses that refuse again and again, and copies that a later server refused after the first took them."""

from datetime import datetime

from sqlalchemy import select, update

from jiannuo.model.vocabulary import DeliveryState
from jiannuo.store.digests import Copy
from jiannuo.store.engine import Store
from jiannuo.store.letters import post_in
from jiannuo.store.tables import deliveries, suppressions

_TAKEN = (DeliveryState.SENT.value, DeliveryState.AMBIGUOUS.value, DeliveryState.FAILED.value)


def mark_bounced(store: Store, message_id: str, answer: str) -> str | None:
    """Record that the copy with this Message-ID came back; to whom it had gone, None when it is none of ours.

    The same news twice changes nothing more.
    """
    own = (deliveries.c.message_id == message_id, deliveries.c.state.in_(_TAKEN), deliveries.c.hook.is_(None))
    with store.write() as connection:
        row = connection.execute(select(deliveries.c.recipient, deliveries.c.queued_at).where(*own)).first()
        if row is None:
            return None
        failed = DeliveryState.FAILED.value
        values = {"state": failed, "lease_until": None, "last_answer": f"bounced: {answer}"[:500]}
        connection.execute(update(deliveries).where(*own, deliveries.c.state != failed).values(**values))
        # What was never settled ends now; the others ended when the first server took them.
        unsettled = deliveries.c.finished_at.is_(None)
        connection.execute(update(deliveries).where(*own, unsettled).values(finished_at=row.queued_at))
    recipient: str = row.recipient
    return recipient


def suppress_after(
    store: Store, address: str, refusals: int, reason: str, at: datetime, note: Copy | None = None
) -> bool:
    """Stop mailing an address when its last ``refusals`` finished copies were all refused; whether we did.

    ``note`` is queued in the same transaction.
    """
    query = (
        select(deliveries.c.state)
        .where(deliveries.c.recipient == address, deliveries.c.finished_at.is_not(None))
        .order_by(deliveries.c.finished_at.desc(), deliveries.c.id.desc())
        .limit(refusals)
    )
    with store.write() as connection:
        states = [row.state for row in connection.execute(query)]
        if len(states) < refusals or set(states) != {DeliveryState.FAILED.value}:
            return False
        known = select(suppressions).where(suppressions.c.address == address)
        if connection.execute(known).first() is None:
            values = {"address": address, "reason": reason[:500], "since": at}
            connection.execute(suppressions.insert().values(**values))
            if note is not None:
                post_in(connection, note, at)
    return True
