"""Reading what a crawl child says: JSON Lines events on its stdout, log lines on its stderr."""

import json
import logging
import os
import selectors
import subprocess
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

log = logging.getLogger("jiannuo.child")

_LONGEST_LINE = 1_000_000


class _Lines:
    """Bytes into lines; a line that grows beyond bounds is dropped, not kept in memory."""

    def __init__(self) -> None:
        self._rest = b""
        self._overlong = False

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that ``data`` completes."""
        *lines, rest = (self._rest + data).split(b"\n")
        if lines and self._overlong:
            del lines[0]
            self._overlong = False
        if len(rest) > _LONGEST_LINE:
            rest, self._overlong = b"", True
        self._rest = rest
        return lines


class Output:
    """Both pipes of a child, drained together so that neither can block it."""

    def __init__(self, child: "subprocess.Popen[bytes]") -> None:
        if child.stdout is None or child.stderr is None:
            raise ValueError("the child must be started with pipes for stdout and stderr")
        self._child = child
        self._lines = {child.stdout.fileno(): _Lines(), child.stderr.fileno(): _Lines()}
        self._stdout = child.stdout.fileno()
        self._tail: deque[str] = deque(maxlen=20)

    def read(self, wait: float) -> Iterator[list[dict[str, Any]]]:
        """Lists of new events, at least one list (maybe empty) every ``wait`` seconds, until the child is gone.

        A grandchild that keeps the pipes open does not keep us waiting once the child itself has ended.
        """
        with selectors.DefaultSelector() as pipes:
            for descriptor in self._lines:
                pipes.register(descriptor, selectors.EVENT_READ)
            while pipes.get_map():
                gone = self._child.poll() is not None
                ready = pipes.select(0 if gone else wait)
                events: list[dict[str, Any]] = []
                for key, _ in ready:
                    data = os.read(key.fd, 65_536)
                    if not data:
                        pipes.unregister(key.fd)
                    events += self._take(key.fd, data)
                yield events
                if gone and not ready:
                    return
        while self._child.poll() is None:
            time.sleep(min(wait, 0.05))
            yield []

    def last_words(self) -> str:
        """The last log line of the child, for the run's message."""
        return self._tail[-1][:500] if self._tail else ""

    def _take(self, descriptor: int, data: bytes) -> list[dict[str, Any]]:
        lines = self._lines[descriptor].feed(data)
        if descriptor == self._stdout:
            return [event for line in lines if (event := _event(line)) is not None]
        for line in lines:
            text = line.decode("utf-8", "replace").rstrip()
            if text:
                self._tail.append(text)
                log.info("%s", text)
        return []


def _event(line: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) and "event" in value else None
