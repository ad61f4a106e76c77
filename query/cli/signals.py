"""Signals of a service: the first SIGTERM or SIGINT ends it in good order, the second at once."""

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType


@contextlib.contextmanager
def ending_on_signals(
    end: Callable[[], object], reload: Callable[[], object] | None = None
) -> Iterator[None]:
    """Call ``end`` at the first, and ``reload`` at every SIGHUP, for as long as the block runs."""
    ended = threading.Event()

    def ending(number: int, _frame: FrameType | None) -> None:
        if ended.is_set():
            os._exit(128 + number)
        ended.set()
        end()

    before = {number: signal.signal(number, ending) for number in (signal.SIGTERM, signal.SIGINT)}
    if reload is not None:
        before[signal.SIGHUP] = signal.signal(signal.SIGHUP, lambda _number, _frame: reload())
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
