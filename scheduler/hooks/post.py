"""One POST to a webhook: only to where we may connect, within a time, and what is known about it afterwards.

What each phase's failure means, as with mail (scheduler/smtp.py):

address, connect, tls   the receiver got nothing: later
request                 cut off before the whole body went out: later (an incomplete body is no request)
answer                  the body went out and no answer came: unknown, the receiver may have it
"""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import SplitResult, urlsplit

from jiannuo.addresses import Address, is_public, literal
from jiannuo.failpoints import reach
from scheduler.smtp import Answer, Fate

_MOST_ANSWER = 20_000


@dataclass(frozen=True, slots=True)
class Post:
    """What is sent: address, headers, bytes."""

    url: str = field(repr=False)
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: status, how many seconds we were asked to wait, the beginning of the body."""

    status: int
    retry_after: str
    body: bytes


class PlaceError(Exception):
    """An address that nothing is sent to."""


class Poster:
    """Sends posts one after the other; ``abort`` may come from any thread.

    Redirects are not followed and the environment's proxies not used: what was configured is what is asked.
    """

    def __init__(
        self, allowed: Sequence[str] = (), timeout_seconds: float = 20.0, tls: ssl.SSLContext | None = None
    ) -> None:
        self._places = _Places(allowed)
        self._timeout = timeout_seconds
        self._tls = tls
        self._socket: socket.socket | None = None

    def send(self, post: Post, before_body: Callable[[], bool]) -> Reply | Answer:
        """The receiver's reply, or the answer that the failure calls for. Never raises for what the line does.

        ``before_body`` runs once the connection stands and before a byte of the request goes out.
        """
        try:
            parts, addresses = self._places.check(post.url)
        except (PlaceError, OSError, UnicodeError) as problem:
            return Answer(Fate.LATER, "address", _words(problem), session=True)
        try:
            connection = self._connect(parts, addresses)
        except (OSError, ssl.SSLError, ValueError) as problem:
            self._close()
            return Answer(Fate.LATER, "connect", _words(problem), session=True)
        try:
            if not before_body():
                return Answer(Fate.LATER, "request", "the copy is no longer ours to send")
            return self._in_time(connection, parts, post)
        finally:
            self._close()

    def abort(self) -> None:
        """Cut the line at once; a ``send`` under way ends with the answer that its phase calls for."""
        line = self._socket
        if line is not None:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def _connect(self, parts: SplitResult, addresses: list[str]) -> http.client.HTTPConnection:
        host, secure = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        problem: OSError = OSError("no address")
        for address in addresses[:3]:
            try:
                self._socket = socket.create_connection((address, port), self._timeout / 2)
                break
            except OSError as found:
                problem = found
        if self._socket is None:
            raise problem
        self._socket.settimeout(self._timeout)
        if secure:
            context = self._tls or ssl.create_default_context()
            self._socket = context.wrap_socket(self._socket, server_hostname=host)
        connection = http.client.HTTPConnection(host, port, timeout=self._timeout)
        connection.auto_open = 0
        connection.sock = self._socket
        return connection

    def _in_time(
        self, connection: http.client.HTTPConnection, parts: SplitResult, post: Post
    ) -> Reply | Answer:
        # A receiver that sends one byte at a time never runs into the socket's own timeout.
        watchdog = threading.Timer(self._timeout, self.abort)
        watchdog.daemon = True
        watchdog.start()
        try:
            return self._exchange(connection, parts, post)
        finally:
            watchdog.cancel()

    def _exchange(
        self, connection: http.client.HTTPConnection, parts: SplitResult, post: Post
    ) -> Reply | Answer:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.putrequest("POST", path, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", parts.netloc)
            for name, value in {**post.headers, "Content-Length": str(len(post.body))}.items():
                connection.putheader(name, value)
            connection.endheaders(post.body)
        except (OSError, http.client.HTTPException, ValueError) as problem:
            return Answer(Fate.LATER, "request", _words(problem))
        reach("hook.after_request")
        try:
            reply = connection.getresponse()
            body = reply.read(_MOST_ANSWER)
        except (OSError, http.client.HTTPException, ValueError) as problem:
            return Answer(Fate.UNKNOWN, "answer", _words(problem))
        return Reply(reply.status, reply.headers.get("Retry-After", ""), body)

    def _close(self) -> None:
        line, self._socket = self._socket, None
        if line is not None:
            with contextlib.suppress(OSError):
                line.close()


class _Places:
    """Where posts may go: public addresses over https, and what the operator names."""

    def __init__(self, allowed: Sequence[str]) -> None:
        self._names: set[str] = set()
        self._networks: list[IPv4Network | IPv6Network] = []
        for entry in allowed:
            try:
                self._networks.append(ip_network(entry, strict=False))
            except ValueError:
                self._names.add(entry.lower().rstrip("."))

    def check(self, url: str) -> tuple[SplitResult, list[str]]:
        """The parts of the address and the numbers to connect to; PlaceError for what is not allowed."""
        parts = urlsplit(url)
        host, named = parts.hostname or "", (parts.hostname or "").rstrip(".") in self._names
        if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
            raise PlaceError("not an http(s) address")
        spelled = literal(host)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = [spelled] if spelled is not None else _resolved(host, port)
        for address in found:
            if not (named or is_public(address) or self._listed(address)):
                raise PlaceError(f"{address} is a private address (see hooks.allow_private)")
        if parts.scheme == "http" and not (named or all(self._listed(address) for address in found)):
            raise PlaceError("http is used only for what hooks.allow_private names; use https")
        return parts, [str(address) for address in found]

    def _listed(self, address: Address) -> bool:
        return any(address in network for network in self._networks)


def _resolved(host: str, port: int) -> list[Address]:
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    found = [literal(str(row[4][0])) for row in rows]
    return [address for address in dict.fromkeys(found) if address is not None]


def _words(problem: Exception) -> str:
    return f"{type(problem).__name__} {problem}".strip()[:300]
