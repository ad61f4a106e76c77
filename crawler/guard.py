"""Where we may connect: only to public addresses and web ports, whatever a link, a redirect or DNS says.

The last word is spoken when a connection is opened, on the address itself, so that no spelling and no
name that changes its address in between gets around it. Names and ranges that an operator lists in
``crawl.allow_private`` are let through, and so is a configured proxy (which then resolves names for us).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any
from urllib.parse import urlsplit

from crawler.failures import Blocked
from jiannuo.addresses import Address, is_public, literal
from jiannuo.config.servers import server_of

__all__ = ["Guard", "guard_of", "guarded", "is_public", "literal"]


@dataclass(slots=True)
class Guard:
    """The rules of one crawl; ``allowed`` are names, addresses and networks that may be private."""

    ports: Collection[int] = (80, 443)
    allowed: Sequence[str] = ()
    proxy: str | None = None
    nameservers: Sequence[tuple[str, int]] = ()
    _names: set[str] = field(default_factory=set)
    _networks: list[IPv4Network | IPv6Network] = field(default_factory=list)
    _opened: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for entry in self.allowed:
            try:
                self._networks.append(ip_network(entry, strict=False))
            except ValueError:
                self._names.add(_bare(entry))

    def check_url(self, url: str) -> None:
        """Raise Blocked for what can be told from the address itself."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise Blocked("not an address") from None
        if parts.scheme not in ("http", "https"):
            raise Blocked(f"{parts.scheme} is not fetched")
        if not host:
            raise Blocked("an address without a host")
        if parts.username is not None:
            raise Blocked("an address with a user name")
        if port is not None and port not in self.ports:
            raise Blocked(f"port {port} is not fetched from (see crawl.ports)")
        if (address := literal(host)) is not None and not self._allows(address):
            raise Blocked(f"{host} is a private address (see crawl.allow_private)")

    def check_connect(self, host: str, port: int) -> None:
        """Raise Blocked unless a connection to this address and port may be opened."""
        if (host, port) in self.nameservers:
            return  # for answers that are too long for a datagram; no address of a page leads to that port
        if self.proxy is not None:
            if not self._is_proxy(host, port):
                raise Blocked(f"{host}:{port} is not the proxy")
            return
        address = literal(host)
        if address is None:
            raise Blocked(f"{host} was not resolved")
        if port not in self.ports:
            raise Blocked(f"port {port} is not fetched from (see crawl.ports)")
        if not self._allows(address) and str(address) not in self._opened:
            raise Blocked(f"the address {address} is private (see crawl.allow_private)")

    def chosen(self, name: str, addresses: Sequence[str]) -> str:
        """The first of a name's addresses that may be connected to; else the first, which is then refused."""
        open_to_us = (one for one in addresses if (found := literal(one)) is not None and self._allows(found))
        return self.resolved(name, next(open_to_us, addresses[0]))

    def resolved(self, name: str, address: str) -> str:
        """Note what DNS said; the address to connect to.

        A private address that was opened for one name stays closed for all others.
        """
        found = literal(address)
        if found is None or self._allows(found):
            return address
        if _bare(name) in self._names or name == self._proxy_host():
            self._opened.add(str(found))
            return address
        return "0.0.0.0" if str(found) in self._opened else address  # noqa: S104 (an address that is refused)

    def _allows(self, address: Address) -> bool:
        return is_public(address) or any(address in network for network in self._networks)

    def _proxy_host(self) -> str | None:
        return urlsplit(self.proxy).hostname if self.proxy else None

    def _is_proxy(self, host: str, port: int) -> bool:
        parts = urlsplit(self.proxy or "")
        expected = parts.port or (443 if parts.scheme == "https" else 80)
        return port == expected and (host == parts.hostname or host in self._opened or _same(host, parts))


def guarded(guard: Guard, connect: Callable[..., Any]) -> Callable[..., Any]:
    """``connectTCP`` that raises Blocked instead of connecting where we may not."""

    def connect_if_allowed(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        guard.check_connect(host, port)
        return connect(host, port, *args, **kwargs)

    return connect_if_allowed


def guard_of(settings: Any) -> Guard:
    """The guard that a crawl's settings ask for."""
    return Guard(
        ports=tuple(settings.getlist("JIANNUO_PORTS")),
        allowed=tuple(settings.getlist("JIANNUO_ALLOW_PRIVATE")),
        proxy=settings.get("JIANNUO_PROXY"),
        nameservers=[server_of(entry) for entry in settings.getlist("JIANNUO_NAMESERVERS")],
    )


def _bare(name: str) -> str:
    return name.lower().rstrip(".")


def _same(host: str, parts: Any) -> bool:
    """Whether both spell one address."""
    address = literal(host)
    return address is not None and address == literal(parts.hostname or "")
