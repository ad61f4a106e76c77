"""Whose a report is: the outlet that an address belongs to, whichever list led there."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler.outlet import Canonical, Outlet
from jiannuo.model.vocabulary import OutletLevel

UNKNOWN = "unknown"


class Atlas:
    """All outlets by the hosts they live on."""

    def __init__(self, outlets: Iterable[Outlet]) -> None:
        self._by_host: dict[str, list[Outlet]] = {}
        for outlet in outlets:
            for host in outlet.hosts:
                self._by_host.setdefault(host.lower(), []).append(outlet)

    def owner(self, url: str) -> Outlet | None:
        """The outlet among whose reports this address is; None when it is no known outlet's report."""
        return next((one for one in self._on(url) if one.is_article(url)), None)

    def knows(self, url: str) -> bool:
        """Whether the address is on a host of a known outlet, a report or not."""
        return bool(self._on(url))

    def _on(self, url: str) -> list[Outlet]:
        return self._by_host.get((urlsplit(url).hostname or "").lower(), [])


def known_as(outlet: Outlet) -> str:
    """The name under which an outlet's reports are stored: its own, or the host of one that nobody described."""
    return outlet.hosts[0] if outlet.name == UNKNOWN else outlet.name


def stranger(url: str) -> Outlet:
    """An outlet without standing for an address on a host that nobody has described: no place, no rules."""
    host = (urlsplit(url).hostname or "").lower()
    return Outlet(
        name=UNKNOWN,
        title=host,
        level=OutletLevel.MEDIA,
        hosts=(host,),
        canonical=Canonical(drop_query=False),
    )
