"""Named points at which a test may kill the process, to prove that a restart loses nothing."""

import os
import signal
from collections import Counter

_reached: Counter[str] = Counter()


def reach(name: str) -> None:
    """Kill this process with SIGKILL when ``JIANNUO_FAILPOINT`` names this point (``name`` or ``name:N``).

    Without the variable this costs one dictionary look-up and does nothing.
    """
    armed = os.environ.get("JIANNUO_FAILPOINT")
    if armed is None:
        return
    point, _, count = armed.partition(":")
    if point != name:
        return
    _reached[name] += 1
    if _reached[name] >= int(count or 1):
        os.kill(os.getpid(), signal.SIGKILL)
