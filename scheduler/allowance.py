"""How many mails may still go: in all, and within any minute; several threads may take from one allowance."""

import threading
import time
from collections import deque


class Allowance:
    """So many in all."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._guard = threading.Lock()

    def take(self, wanted: int) -> int:
        """How many of ``wanted`` may go; they are taken."""
        with self._guard:
            granted = min(wanted, self._left)
            self._left -= granted
            return granted

    def give_back(self, unused: int) -> None:
        """What was taken and not needed."""
        with self._guard:
            self._left += unused


class PerMinute:
    """So many within any sixty seconds, by a clock that nobody sets."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: deque[float] = deque()
        self._guard = threading.Lock()

    def free(self) -> int:
        """How many may go now."""
        with self._guard:
            return self._free()

    def take(self, wanted: int) -> int:
        """How many of ``wanted`` may go now; they are taken."""
        with self._guard:
            granted = min(wanted, self._free())
            self._taken.extend([time.monotonic()] * granted)
            return granted

    def give_back(self, unused: int) -> None:
        """What was taken and not needed."""
        with self._guard:
            for _ in range(min(unused, len(self._taken))):
                self._taken.pop()

    def _free(self) -> int:
        now = time.monotonic()
        while self._taken and self._taken[0] <= now - 60:
            self._taken.popleft()
        return self._most - len(self._taken)
