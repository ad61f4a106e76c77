"""The end of a service in good time: what is under way ends by itself, or is cut off, or is left behind."""

import time
from collections.abc import Callable

_POLITE_SECONDS = 8.0
_LONGEST_SECONDS = 14.0


def wind_down(busy: Callable[[], bool], cut: Callable[[], None]) -> bool:
    """Wait until nothing is ``busy``; after 8 seconds ``cut`` the lines. False when after 14 something still hangs."""
    began, is_cut = time.monotonic(), False
    while busy() and time.monotonic() - began < _LONGEST_SECONDS:
        if not is_cut and time.monotonic() - began > _POLITE_SECONDS:
            cut()
            is_cut = True
        time.sleep(0.05)
    return not busy()
