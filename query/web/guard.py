"""The door of the server: known names only, not too often, readers only, and security headers on every answer."""

import re
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from query.web.problem import ROOT, problem
from query.web.rate import Rate
from query.web.session import Keys, Role, role_with

# Health answers without a token, and a form of the mail must work for whoever got the mail.
OPEN = ("/healthz", "/readyz", "/static/", "/signin", "/subscribe", "/confirm", "/manage", "/unsubscribe")
# A digest's own address is as long as a token: whoever was sent the link may read it.
_SENT = re.compile(r"/digests/[0-9a-f]{32}(\.atom)?")
_UNLIMITED = ("/healthz", "/readyz")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "interest-cohort=()",
}


class Guard:
    """Stands before the application, so that its errors pass through here too."""

    def __init__(
        self, app: ASGIApp, *, hosts: Iterable[str], keys: Keys, rate: Rate, proxies: Iterable[str] = ()
    ) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._keys = keys
        self._rate = rate
        self._proxies = frozenset(proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                _seal(MutableHeaders(raw=message.setdefault("headers", [])))
            await send(message)

        answer = self._refusal(scope)
        await (answer or self._app)(scope, receive, sealed)

    def _refusal(self, scope: Scope) -> Response | None:
        headers, path = Headers(scope=scope), scope["path"]
        if _host(headers.get("host", "")) not in self._hosts:
            return _no(path, 421, "unknown host: add it to web.hosts")
        if path in _UNLIMITED:
            return None
        wait = self._rate.wait(self._peer(scope, headers))
        if wait:
            return _no(path, 429, "too many requests", {"Retry-After": str(wait)})
        if path.startswith(OPEN) or _SENT.fullmatch(path):
            return None
        if role_with(self._keys, HTTPConnection(scope)) >= Role.READER:
            return None
        if path.startswith(ROOT):
            return _no(path, 401, "a token is needed", {"WWW-Authenticate": "Bearer"})
        return RedirectResponse("/signin", 303)

    def _peer(self, scope: Scope, headers: Headers) -> str:
        """Whoever asked: the last address on the way that is no proxy of our own."""
        peer = str((scope.get("client") or ("", 0))[0])
        way = [part.strip() for part in headers.get("x-forwarded-for", "").split(",") if part.strip()]
        while peer in self._proxies and way:
            peer = way.pop()
        return peer


def _no(path: str, status: int, why: str, headers: dict[str, str] | None = None) -> Response:
    if path.startswith(ROOT):
        return problem(status, why, headers)
    return PlainTextResponse(f"{why}\n", status, headers)


def _host(value: str) -> str:
    """The name without its port, ``[::1]:8107`` as ``::1``."""
    value = value.strip().lower()
    if value.startswith("["):
        return value[1:].partition("]")[0]
    return value.partition(":")[0]


def _seal(headers: MutableHeaders) -> None:
    for name, value in HEADERS.items():
        if name not in headers:
            headers[name] = value
    if "cache-control" not in headers:
        headers["Cache-Control"] = "no-cache"
