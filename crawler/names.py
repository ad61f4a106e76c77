"""Names into addresses: through the system or through the name servers of ``crawl.nameservers``, bounded in time.

Whatever is wrong with DNS ends as ``DNSLookupError`` that says what: no such name, a server that fails, that
does not answer, a name without an address.
"""

import logging
import socket
from collections.abc import Awaitable, Callable, Sequence
from threading import Thread
from typing import Any

from scrapy.resolver import CachingThreadedResolver, dnscache
from twisted.internet import defer
from twisted.internet.error import DNSLookupError
from twisted.internet.threads import deferToThreadPool
from twisted.names import dns
from twisted.names.client import Resolver
from twisted.names.error import DNSNameError, DNSQueryTimeoutError, DomainError
from twisted.python.threadpool import ThreadPool

from crawler.guard import Guard, guard_of, guarded

_log = logging.getLogger(__name__)

Lookup = Callable[[str], Awaitable[Sequence[str]]]

_THREADS = 20
_SERVER_PATIENCE = 4.0


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, which also puts the guard before every connection of the reactor.

    Everything that Scrapy opens, for whatever hop, goes through the reactor's ``connectTCP``. Of several
    addresses the first that the guard lets through is taken; one name keeps its address for the whole crawl.
    """

    guard = Guard()

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> "GuardedResolver":
        """Build from the crawl's settings."""
        resolver: GuardedResolver = super().from_crawler(crawler, reactor)
        resolver.guard = guard_of(crawler.settings)
        return resolver

    def install_on_reactor(self) -> None:
        """Take over name resolution and stand before ``connectTCP``."""
        super().install_on_reactor()
        reactor: Any = self.reactor
        reactor.connectTCP = guarded(self.guard, reactor.connectTCP)
        servers = self.guard.nameservers
        self._lookup: Lookup = _asking(servers, reactor) if servers else _by_system(reactor)

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Any:  # noqa: N802 (Twisted's name)
        """The address of ``name``, as the guard wants it; fails with DNSLookupError within DNS_TIMEOUT."""
        if name in dnscache:
            return defer.succeed(dnscache[name])
        reactor: Any = self.reactor
        found = defer.Deferred.fromCoroutine(self._address(name))
        return found.addTimeout(self.timeout, reactor, _too_late(name)).addErrback(_noted, name)

    async def _address(self, name: str) -> str:
        addresses = await self._lookup(name)
        if not addresses:
            raise DNSLookupError(f"{name} has no address")
        address = dnscache[name] = self.guard.chosen(name, addresses)
        return address


def _noted(failure: Any, name: str) -> Any:
    """Log what is wrong: on its way to whoever asked, Twisted makes "no results" of every failure."""
    _log.warning("name_failed name=%s reason=%s", name, failure.getErrorMessage())
    return failure


def _too_late(name: str) -> Callable[[Any, float], None]:
    def told(_: Any, seconds: float) -> None:
        raise DNSLookupError(f"no answer about {name} within {seconds:g} s")

    return told


def _by_system(reactor: Any) -> Lookup:
    """Through the system's resolver, in threads of its own: one that hangs holds up names and nothing else."""
    pool: Any = ThreadPool(0, _THREADS, "names")
    pool.threadFactory = _daemon
    pool.start()

    async def lookup(name: str) -> Sequence[str]:
        try:
            found = await deferToThreadPool(
                reactor, pool, socket.getaddrinfo, name, None, type=socket.SOCK_STREAM
            )
        except (OSError, UnicodeError) as problem:
            raise DNSLookupError(f"address {name!r} not found: {problem}") from None
        ordered = sorted(found, key=lambda one: one[0] != socket.AF_INET)  # many hosts have no way to IPv6
        return [str(one[4][0]) for one in ordered]

    return lookup


def _daemon(**given: Any) -> Thread:
    """A thread that does not keep the process: what hangs in the system's resolver ends with the crawl."""
    return Thread(daemon=True, **given)


def _asking(servers: Sequence[tuple[str, int]], reactor: Any) -> Lookup:
    """By asking these servers: one after the other, over TCP what is too long for a datagram."""
    resolver: Any = Resolver(servers=list(servers), timeout=(_SERVER_PATIENCE,), reactor=reactor)  # type: ignore[no-untyped-call]

    async def lookup(name: str) -> Sequence[str]:
        try:
            answers, _, _ = await resolver.lookupAddress(name)
            found = _addresses(answers, dns.A)
            if not found:
                answers, _, _ = await resolver.lookupIPV6Address(name)
                found = _addresses(answers, dns.AAAA)
        except DNSNameError:
            raise DNSLookupError(f"no such name: {name}") from None
        except (DNSQueryTimeoutError, defer.TimeoutError):
            raise DNSLookupError(f"no name server answers about {name}") from None
        except (DomainError, OSError, UnicodeError, ValueError) as problem:
            raise DNSLookupError(f"the name server fails about {name}: {type(problem).__name__}") from None
        return found

    return lookup


def _addresses(answers: Sequence[Any], kind: int) -> list[str]:
    return [
        record.payload.dottedQuad()
        if kind == dns.A
        else socket.inet_ntop(socket.AF_INET6, record.payload.address)
        for record in answers
        if record.type == kind
    ]
