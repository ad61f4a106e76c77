"""How often one peer may ask: a sliding hour, counted by address (IPv6 by its /64), in bounded memory."""

import ipaddress
import threading
from collections import OrderedDict, deque
from collections.abc import Collection
from datetime import datetime, timedelta

MOST_PEERS = 10_000
_HOUR = timedelta(hours=1)


class RateLimit:
    """Allows each peer ``most`` requests in any hour."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._asked: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._guard = threading.Lock()

    def wait(self, peer: str, now: datetime) -> int:
        """0 when the request is allowed (and counted), else the seconds after which the next one is."""
        with self._guard:
            asked = self._asked.setdefault(peer, deque())
            self._asked.move_to_end(peer)
            while len(self._asked) > MOST_PEERS:
                self._asked.popitem(last=False)
            # A moment in the future was written before the clock was set back; it counts no more.
            while asked and not now - _HOUR < asked[0] <= now:
                asked.popleft()
            if len(asked) >= self._most:
                return max(1, int((asked[0] + _HOUR - now).total_seconds()) + 1)
            asked.append(now)
            return 0


def peer_of(client: str, forwarded: str, proxies: Collection[str]) -> str:
    """Who asks: the last address on the way that is no proxy of our own; IPv6 by its /64.

    ``forwarded`` is X-Forwarded-For; it is read from the right and only as long as the reporter is ours.
    """
    peer, way = client, [entry.strip() for entry in forwarded.split(",") if entry.strip()]
    while peer in proxies and way:
        peer = way.pop()
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return peer[:100]
    return str(address) if address.version == 4 else str(ipaddress.ip_network(f"{address}/64", strict=False))
