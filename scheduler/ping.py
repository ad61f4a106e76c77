"""The dead-man ping: an address outside is asked for after useful work, and its silence alarms somebody."""

import logging
import threading
import time
import urllib.error
import urllib.request

log = logging.getLogger(__name__)

_LEAST_SECONDS = 60.0
_TIMEOUT = 10.0


class Ping:
    """Asks for ``url`` when something useful was done since the last time, at most once a minute.

    A daemon that merely ticks stays silent: a loop that runs and gets nothing done is what must be noticed.
    """

    def __init__(self, url: str | None) -> None:
        self._url = url if url and url.startswith(("http://", "https://")) else None
        self._useful = threading.Event()
        self._last = -_LEAST_SECONDS

    def done(self) -> None:
        """Something useful was done: a source was looked at, or mail was taken."""
        self._useful.set()

    def send(self) -> bool:
        """Ask if there is reason to; whether the other side answered. A failure is tried again next time."""
        if self._url is None or not self._useful.is_set() or time.monotonic() - self._last < _LEAST_SECONDS:
            return False
        self._last = time.monotonic()
        self._useful.clear()
        try:
            with urllib.request.urlopen(self._url, timeout=_TIMEOUT) as answer:  # noqa: S310 (scheme checked)
                answer.read(1_000)
        except (urllib.error.URLError, OSError, ValueError) as problem:
            self._useful.set()
            # The address is a secret of its service: only the kind of trouble is told.
            log.warning("ping_failed reason=%s", type(problem).__name__)
            return False
        return True
