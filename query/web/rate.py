"""How often one peer may ask: so many requests at once, refilled over a minute."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

_MOST_PEERS = 10_000


class Rate:
    """A bucket for each peer; the longest unseen peers are forgotten first."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(per_minute)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, peer: str) -> int:
        """0 when the peer may ask now, else after how many seconds."""
        now = self._clock()
        with self._lock:
            left, since = self._left.pop(peer, (self._most, now))
            left = min(self._most, left + (now - since) * self._most / 60)
            may = left >= 1
            self._left[peer] = (left - 1 if may else left, now)
            if len(self._left) > _MOST_PEERS:
                self._left.popitem(last=False)
        return 0 if may else math.ceil((1 - left) * 60 / self._most)
