"""A daemon's place among several on one PostgreSQL: it stands by until it leads, and says that it lives."""

import contextlib
import logging
import threading
from collections.abc import Callable

from jiannuo.clock import Clock
from jiannuo.model.worker import WorkerKind
from jiannuo.store.engine import Store
from jiannuo.store.leading import Lead
from scheduler.notify import notify
from scheduler.workers.presence import Presence

log = logging.getLogger(__name__)


class Seat:
    """Without a ``lead`` there is nobody else: it leads from the beginning and says nothing."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        lead: Lead | None,
        lost_seconds: float,
        crawling: Callable[[], tuple[str, ...]],
    ) -> None:
        self._lead = lead
        self._crawling = crawling
        self._presence = (
            Presence(store, clock, WorkerKind.DAEMON, lost_seconds, self._at) if lead is not None else None
        )
        self.leading = lead is None
        self.lost = False

    @property
    def holder(self) -> str | None:
        """Under which name copies are taken in hand; None for the only daemon."""
        return self._presence.name if self._presence else None

    def stand_by(self, stop: threading.Event, seconds: float, meanwhile: Callable[[], None]) -> bool:
        """Wait until we lead, with a look every so many ``seconds``; False when ``stop`` came first."""
        if self._lead is None:
            return True
        notify("READY=1", "STATUS=standing by")
        told = False
        while not stop.is_set() and not self._lead.take():
            if not told:
                log.info("standing_by")
                told = True
            self.beat()
            notify("WATCHDOG=1")
            meanwhile()
            stop.wait(seconds)
        self.leading = not stop.is_set()
        self.beat()
        return self.leading

    def still_leads(self) -> bool:
        """Whether nobody else can lead now; once False, never True again."""
        if self._lead is not None and not self.lost and not self._lead.holds():
            self.lost, self.leading = True, False
        return not self.lost

    def beat(self) -> None:
        """Say that we live."""
        if self._presence is None:
            return
        try:
            self._presence.beat()
        except Exception as problem:  # noqa: BLE001 (that the database is away is told by who needs it)
            log.warning("not_heard reason=%r", str(problem)[:200])

    def leave(self) -> None:
        """Make room for another."""
        if self._presence is not None:
            # Who cannot say so is known to have gone by his silence.
            with contextlib.suppress(Exception):
                self._presence.leave()
        if self._lead is not None:
            self._lead.give_up()

    def _at(self) -> tuple[str, ...]:
        return ("leading" if self.leading else "standing by", *self._crawling())
