"""Writing no more to an address that refuses again and again, and telling the operator once."""

import logging
from datetime import datetime

from jiannuo.store import refusals
from jiannuo.store.engine import Store
from scheduler.correspondence import Correspondent

log = logging.getLogger(__name__)

SUPPRESS_AFTER = 3


def maybe_suspend(
    store: Store,
    correspondent: Correspondent,
    operator: str | None,
    address: str,
    reason: str,
    at: datetime,
) -> bool:
    """Suspend ``address`` when its last three copies failed for good; whether it is suspended.

    The note to ``operator`` is queued in the same transaction; nobody is told of his own address.
    """
    note = None
    if operator is not None and operator != address:
        note = correspondent.suspended(operator, address, SUPPRESS_AFTER, reason, at)
    suspended = refusals.suppress_after(store, address, SUPPRESS_AFTER, reason, at, note)
    if suspended:
        log.error("address_suppressed after=%d reason=%r", SUPPRESS_AFTER, reason)
    return suspended
