"""Whose turn it is: each target has a rate, and rests after it could not be reached or asked for patience."""

import time
from collections import defaultdict, deque
from datetime import datetime

from jiannuo.model.hook import Hook


class Turns:
    """Counts posts by the minute (monotonic) and keeps until when a target rests (wall clock)."""

    def __init__(self) -> None:
        self._posted: dict[str, deque[float]] = defaultdict(deque)
        self._rest_until: dict[str, datetime] = {}

    def may(self, hook: Hook, now: datetime) -> bool:
        """Whether the target may get another post now."""
        if now < self._rest_until.get(hook.name, now):
            return False
        posted, moment = self._posted[hook.name], time.monotonic()
        while posted and posted[0] <= moment - 60:
            posted.popleft()
        return len(posted) < hook.per_minute

    def count(self, hook: Hook) -> None:
        """A post goes out now."""
        self._posted[hook.name].append(time.monotonic())

    def rest(self, hook: Hook, until: datetime) -> None:
        """Leave the target alone until then."""
        self._rest_until[hook.name] = max(until, self._rest_until.get(hook.name, until))
