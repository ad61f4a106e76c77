"""Which hosts speak of home, or of a part of it, when they name no place."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import lru_cache


class Locality:
    """Tells home's outlets by their addresses; the work does not grow with the number of hosts."""

    def __init__(self, home: str, hosts: Iterable[str]) -> None:
        """``hosts`` are hosts, or endings of hosts, each with the beginning of a path where one is given.

        ``host=place`` tells which part of home a host speaks for; ``*`` stands for any letters of its
        first label (cq*.gov.cn).
        """
        self._paths: dict[str, tuple[tuple[str, str], ...]] = {}
        self._forms: list[tuple[str, str, str]] = []
        for entry in hosts:
            address, _, place = entry.partition("=")
            host, _, path = address.lower().partition("/")
            if "*" in host:
                self._forms.append((host, path, place or home))
            else:
                self._paths[host] = (*self._paths.get(host, ()), (path, place or home))
        self._paths_of = lru_cache(maxsize=4096)(self._paths_for)

    def of(self, url: str) -> str | None:
        """The place of the narrowest host (and path) that ``url`` lies on, else None."""
        parts = url.split("/", 3)
        if len(parts) < 3 or parts[1]:
            parts = ["", "", *url.split("/", 1)]
        known = self._paths_of(parts[2])
        if not known:
            return None
        path = parts[3].lower() if len(parts) > 3 else ""
        return next((place for start, place in known if path.startswith(start)), None)

    def _paths_for(self, host: str) -> tuple[tuple[str, str], ...]:
        """The beginnings of paths below which a host (or an ending of it) speaks for a place, narrowest first."""
        rest = host.lower().partition(":")[0]
        found: tuple[tuple[str, str], ...] = ()
        while rest:
            found = (*found, *self._paths.get(rest, ()))
            found = (*found, *((path, place) for form, path, place in self._forms if fnmatchcase(rest, form)))
            rest = rest.partition(".")[2]
        return found
