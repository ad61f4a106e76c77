"""Letters: mails outside any digest (confirmations, notes to the operator), sent through the same outbox."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from jiannuo.model.vocabulary import DeliveryState
from jiannuo.store.digests import Copy
from jiannuo.store.engine import Store
from jiannuo.store.tables import deliveries

_AHEAD = timedelta(days=1)


def post(store: Store, letter: Copy, at: datetime) -> None:
    """Queue one letter."""
    with store.write() as connection:
        post_in(connection, letter, at)


def post_in(connection: Connection, letter: Copy, at: datetime) -> None:
    """Queue one letter within a transaction under way; the same letter twice is queued once."""
    known = deliveries.select().where(deliveries.c.message_id == letter.message_id)
    if connection.execute(known).first() is not None:
        return
    connection.execute(
        deliveries.insert().values(
            recipient=letter.recipient,
            message_id=letter.message_id,
            message=letter.message,
            hook=letter.hook,
            state=DeliveryState.PENDING.value,
            attempts=0,
            # Somebody waits for it: it goes before the thousands of a morning's digests.
            next_attempt=at - _AHEAD,
            queued_at=at,
        )
    )
