"""Copies that wait, are in doubt or failed: looked at by a person, who decides what only a person can know."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from jiannuo.errors import UsageError
from jiannuo.model.vocabulary import DeliveryState
from jiannuo.store.engine import Store
from jiannuo.store.tables import deliveries

OPEN = (DeliveryState.PENDING, DeliveryState.AMBIGUOUS, DeliveryState.FAILED)
_DECIDABLE = (DeliveryState.AMBIGUOUS, DeliveryState.FAILED)


@dataclass(frozen=True, slots=True)
class Undecided:
    """One copy that has not arrived for certain; ``kept`` says whether its bytes are still there."""

    id: int
    recipient: str
    message_id: str
    state: DeliveryState
    attempts: int
    queued_at: datetime
    next_attempt: datetime
    last_answer: str
    kept: bool


def undecided(store: Store, states: Collection[DeliveryState] = OPEN, limit: int = 200) -> list[Undecided]:
    """The copies in these states, the newest first."""
    copy = deliveries.c
    query = (
        select(
            *(copy.id, copy.recipient, copy.message_id, copy.state, copy.attempts),
            *(copy.queued_at, copy.next_attempt, copy.last_answer),
            (func.length(copy.message) > 0).label("kept"),
        )
        .where(copy.state.in_([state.value for state in states]))
        .order_by(copy.id.desc())
        .limit(limit)
    )
    with store.read() as connection:
        rows = connection.execute(query).all()
    return [Undecided(**{**row._mapping, "state": DeliveryState(row.state)}) for row in rows]


def resend(store: Store, keys: Sequence[int], at: datetime) -> int:
    """Queue these copies anew, due at once, with the bytes and the Message-ID they had; how many.

    UsageError when one of them is neither in doubt nor failed, or its bytes are no longer kept: then none is queued.
    """
    with store.write() as connection:
        _demand(connection, keys, bytes_kept=True)
        values = {
            "state": DeliveryState.PENDING.value,
            "attempts": 0,
            "queued_at": at,
            "next_attempt": at,
            "finished_at": None,
        }
        return connection.execute(
            update(deliveries).where(deliveries.c.id.in_(keys)).values(**values)
        ).rowcount


def settle(store: Store, keys: Sequence[int], at: datetime) -> int:
    """Note that these copies arrived, as somebody knows who asked; how many. UsageError as for ``resend``."""
    with store.write() as connection:
        _demand(connection, keys)
        values = {
            "state": DeliveryState.SENT.value,
            "finished_at": at,
            "last_answer": "settled by hand: it arrived",
        }
        return connection.execute(
            update(deliveries).where(deliveries.c.id.in_(keys)).values(**values)
        ).rowcount


def _demand(connection: Connection, keys: Sequence[int], *, bytes_kept: bool = False) -> None:
    """Nobody else decides about these copies until we commit."""
    query = select(deliveries.c.id, deliveries.c.state, func.length(deliveries.c.message))
    rows = connection.execute(query.where(deliveries.c.id.in_(keys)).with_for_update()).all()
    found = {row[0]: (DeliveryState(row[1]), row[2]) for row in rows}
    for key in keys:
        if key not in found:
            raise UsageError(f"there is no copy {key}", "see them with: jiannuo outbox list")
        state, size = found[key]
        if state not in _DECIDABLE:
            raise UsageError(
                f"copy {key} is {state.value}: there is nothing to decide", "see: jiannuo outbox list"
            )
        if bytes_kept and not size:
            raise UsageError(
                f"the bytes of copy {key} are no longer kept (retention.mail_days)", "it cannot be sent again"
            )
