"""When a webhook is tried again: soon at first, then ever more patiently, with jitter."""

import random
from datetime import timedelta

# A receiver that restarts is back in minutes; the later waits follow the Standard Webhooks' example.
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 300, 600))


def wait_after(attempts: int, chance: random.Random) -> timedelta:
    """The wait after the ``attempts``-th try: 1 min, 5 min, 30 min, 2 h, 5 h, 10 h …, longer by up to a quarter."""
    return _WAITS[min(max(attempts - 1, 0), len(_WAITS) - 1)] * (1 + 0.25 * chance.random())
