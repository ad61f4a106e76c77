"""When to try again: growing waits with jitter, for copies and for the connection as a whole."""

import random
from datetime import timedelta

FIRST = timedelta(minutes=30)
LONGEST = timedelta(hours=8)


def wait_after(attempts: int, chance: random.Random) -> timedelta:
    """The wait after the ``attempts``-th try: 30 min, 1 h, 2 h … 8 h, longer by up to a quarter.

    At least half an hour, as RFC 5321 section 4.5.4.1 asks.
    """
    doublings = min(max(attempts - 1, 0), 10)
    grown = min(FIRST * (1 << doublings), LONGEST)
    return grown * (1 + 0.25 * chance.random())
