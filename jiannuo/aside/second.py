"""The second process as its parent sees it: what is sent to it, what it answers, and its end."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

from jiannuo.aside.frames import Frames, framed
from jiannuo.aside.made import Made, make
from jiannuo.orphan import PARENT

Answered = Callable[[bool, Any], None]


class Second(asyncio.Protocol):
    """One second process. ``answered`` hears (done, result or problem) of each job in order, ``ended`` its end.

    It is ``ready`` when it has made all that jobs refer to; jobs may be sent before that.
    """

    def __init__(self, made: Sequence[Made], answered: Answered, ended: Callable[[], None]) -> None:
        self._first = b"".join(framed((make, one.recipe)) for one in made)
        self._unmade = len(made)
        self._answered, self._ended = answered, ended
        self._frames = Frames()
        self._transport: asyncio.Transport | None = None
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = _started(theirs)
        loop = asyncio.get_running_loop()
        self._connecting = loop.create_task(loop.create_connection(lambda: self, sock=ours))

    @property
    def ready(self) -> bool:
        """Whether a job would be begun at once."""
        return self._transport is not None and not self._unmade

    def send(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        """Send one job."""
        data = framed((function, arguments))
        if self._transport is None:
            self._first += data
        else:
            self._transport.write(data)

    def end(self) -> None:
        """Kill it; ``ended`` is told where it was still wanted."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Kill it without telling anybody."""
        self._ended = _nothing
        self._connecting.cancel()
        if self._transport is not None:
            self._transport.abort()
        self.end()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send what was to be sent so far."""
        self._transport = transport  # type: ignore[assignment]
        transport.write(self._first)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        """Hand on answers; those about things made are only counted."""
        for done, value in self._frames.feed(data):
            if self._unmade:
                self._unmade -= 1
                if not done:
                    self.end()
            else:
                self._answered(done, value)

    def connection_lost(self, error: Exception | None) -> None:
        """It is dead, or as good as dead."""
        self.end()
        self._ended()


def _started(line: socket.socket) -> "subprocess.Popen[bytes]":
    # Standard output belongs to the parent's own parent; standard error takes the log lines.
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "jiannuo.aside.serve", str(line.fileno())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=(line.fileno(),),
        env={**os.environ, PARENT: str(os.getpid())},
    )


def _nothing() -> None:
    pass
