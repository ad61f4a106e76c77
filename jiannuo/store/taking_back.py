"""Copies that a dead sender had in hand go back into the outbox."""

from collections import Counter
from datetime import datetime

from sqlalchemy import and_, or_, update

from jiannuo.model.vocabulary import DeliveryState
from jiannuo.store.engine import Store
from jiannuo.store.tables import deliveries
from jiannuo.store.workers import living

_P, _C, _D = DeliveryState.PENDING.value, DeliveryState.CLAIMED.value, DeliveryState.DATA.value
_A = DeliveryState.AMBIGUOUS.value


def recover(store: Store, now: datetime, next_attempt: datetime, *, sole_sender: bool) -> Counter[str]:
    """Take back what a dead sender held; how many copies came back by their new state.

    A copy that was only claimed is pending again at once; one whose body may have gone out is ambiguous
    and due at ``next_attempt``. A worker's copies come back when it is dead, others when their lease has run out;
    with ``sole_sender`` (we hold the instance lock) those come back at once too.
    """
    nobodys = deliveries.c.holder.is_(None)
    dead = and_(~nobodys, deliveries.c.holder.not_in(living(now)))
    stale = or_(deliveries.c.lease_until <= now, dead)
    counts: Counter[str] = Counter()
    with store.write() as connection:
        for state, values in (
            (_C, {"state": _P, "lease_until": None}),
            (
                _D,
                {
                    "state": _A,
                    "ambiguous": True,
                    "next_attempt": next_attempt,
                    "lease_until": None,
                    "last_answer": "we stopped before the server's answer was recorded",
                },
            ),
        ):
            statement = update(deliveries).where(deliveries.c.state == state).values(**values)
            done = connection.execute(statement.where(or_(stale, nobodys) if sole_sender else stale))
            counts[str(values["state"])] += done.rowcount
    return counts
