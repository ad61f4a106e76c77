"""A mail worker: beside the leading daemon, and any number of its kind, it hands over what waits in the one outbox.

Each claims copies under its own name, past those that others hold (SKIP LOCKED). What a dead one held comes back to all:
at once what was only claimed, as ambiguous what the mail server may have. Webhooks stay with the leading daemon, for
robots bound how many messages a minute they take in all.
"""

import logging
import threading

from jiannuo.clock import Clock
from jiannuo.config.load import Config
from jiannuo.errors import UsageError
from jiannuo.model.worker import WorkerKind
from jiannuo.store.engine import Store
from scheduler.sender import Sender
from scheduler.ticker import Ticker
from scheduler.winding_down import wind_down
from scheduler.workers.presence import Presence

log = logging.getLogger(__name__)

_SEND_SECONDS = 5.0


class MailWorker:
    """One `jiannuo worker --mail`; ``run`` works until ``stop`` is set. ``mail.per_minute`` counts for each alone."""

    def __init__(self, config: Config, store: Store, clock: Clock) -> None:
        settings = config.settings
        if settings.mail.host is None:
            raise UsageError(
                "mail.host is not set: copies would be written into a folder of this machine",
                "name the mail server in config.yaml, or let the daemon write them",
            )
        self.presence = Presence(store, clock, WorkerKind.MAIL, settings.workers.lost_seconds, self._at)
        self._sender = Sender(
            store,
            settings.mail,
            config.path(settings.mail.folder),
            clock,
            language=settings.digest.language,
            holder=self.presence.name,
        )
        self._ticker = Ticker()
        self._sending = False
        self.stop = threading.Event()

    def run(self) -> bool:
        """Work until ``stop`` is set; False when a thread still hangs in the network after 14 seconds."""
        self.presence.beat()
        self._ticker.every(self.presence.beat_seconds, "beat", self.presence.beat)
        self._ticker.every(_SEND_SECONDS, "send", self._send)
        self._ticker.start()
        log.info("worker_started name=%s", self.presence.name)
        while not self.stop.wait(1):
            for name in self._ticker.nudge():
                log.warning("clock_went_back job=%s", name)
        return self._end()

    def _send(self) -> None:
        if self.stop.is_set():
            return
        self._sending = True
        try:
            self._sender.drain()
        finally:
            self._sending = False

    def _at(self) -> tuple[str, ...]:
        return ("sending",) if self._sending else ()

    def _end(self) -> bool:
        self._sender.stop.set()
        self._ticker.stop()
        clean = wind_down(self._ticker.busy, self._sender.abort)
        if clean:
            self.presence.leave()
        log.info("worker_stopped name=%s clean=%s", self.presence.name, clean)
        return clean
