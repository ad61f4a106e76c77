"""Which hosts speak of home when they name no place."""

from collections.abc import Iterable
from functools import lru_cache


class Locality:
    """Tells home's outlets by their addresses; the work does not grow with the number of hosts."""

    def __init__(self, home: str, hosts: Iterable[str]) -> None:
        """``hosts`` are hosts, or endings of hosts, each with the beginning of a path where one is given."""
        self._home = home
        self._paths: dict[str, tuple[str, ...]] = {}
        for entry in hosts:
            host, _, path = entry.lower().partition("/")
            self._paths[host] = (*self._paths.get(host, ()), path)
        self._paths_of = lru_cache(maxsize=4096)(self._paths_for)

    def of(self, url: str) -> str | None:
        """Home where ``url`` lies on one of the hosts (below its path where one is given), else None."""
        host, _, path = url.split("//", 1)[-1].partition("/")
        starts = self._paths_of(host)
        return self._home if starts and path.lower().startswith(starts) else None

    def _paths_for(self, host: str) -> tuple[str, ...]:
        """The beginnings of paths below which a host (or an ending of it) speaks of home."""
        rest = host.lower().partition(":")[0]
        found: tuple[str, ...] = ()
        while rest:
            found = (*found, *self._paths.get(rest, ()))
            rest = rest.partition(".")[2]
        return found
