"""Why a request failed, as one of the counted outcomes."""

from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet import error as network
from twisted.web.client import ResponseFailed, ResponseNeverReceived

from jiannuo.model.vocabulary import Outcome


class Disallowed(IgnoreRequest):
    """robots.txt forbids the address, or could not be read, which forbids it for now."""


class Unasked(Disallowed):
    """robots.txt could not be asked, for the reason of ``outcome``: nothing may be fetched, and this is why."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(f"robots.txt could not be asked: {reason}")
        self.outcome, self.reason = outcome, reason


class Deferred(IgnoreRequest):
    """The host asked to be left alone for now."""


class Blocked(IgnoreRequest):
    """The address is none that we may connect to."""


class Walled(IgnoreRequest):
    """The host answered with a login or challenge page in the page's place."""


class TooLarge(IgnoreRequest):
    """More bytes, or more markup, than one page may have."""


class Broken(IgnoreRequest):
    """The answer ended before its end, or breaks the rules of its encoding."""


_OWN = (
    (Disallowed, Outcome.DISALLOWED),
    (Deferred, Outcome.DEFERRED),
    (Blocked, Outcome.BLOCKED),
    (Walled, Outcome.WALLED),
    (TooLarge, Outcome.TOO_LARGE),
    (Broken, Outcome.BROKEN),
    (DownloadCancelledError, Outcome.TOO_LARGE),
    (ResponseDataLossError, Outcome.BROKEN),
    (DownloadTimeoutError, Outcome.TIMED_OUT),
    (network.TimeoutError, Outcome.TIMED_OUT),
    (TimeoutError, Outcome.TIMED_OUT),
    (CannotResolveHostError, Outcome.UNREACHABLE),
    (DownloadConnectionRefusedError, Outcome.UNREACHABLE),
)


def outcome_of(failure: Any) -> tuple[Outcome, str]:
    """The outcome and a reason for the operator."""
    problem = failure.value
    reason = f"{type(problem).__name__}: {problem}"[:300]
    if isinstance(problem, Unasked):
        return problem.outcome, reason
    for kind, outcome in _OWN:
        if isinstance(problem, kind):
            return outcome, reason
    if isinstance(problem, HttpError):
        return _by_status(problem.response)
    if isinstance(problem, IgnoreRequest) and "redirections" in reason:
        return Outcome.BROKEN, "too many redirects"
    return _by_line(problem, reason)


def _by_line(problem: BaseException, reason: str) -> tuple[Outcome, str]:
    """What went wrong below HTTP: nobody answered, or what was answered was no HTTP."""
    while isinstance(problem.__cause__, ResponseFailed | ResponseNeverReceived):
        problem = problem.__cause__
    inner = [entry.value for entry in getattr(problem, "reasons", ()) if hasattr(entry, "value")]
    if inner:
        reason = "; ".join(f"{type(entry).__name__}: {entry}" for entry in inner)[:300]
        lost = (network.ConnectionLost, network.ConnectionDone, network.ConnectError, OSError)
        return (Outcome.UNREACHABLE if isinstance(inner[0], lost) else Outcome.BROKEN), reason
    if isinstance(problem, ValueError):
        return Outcome.BROKEN, reason  # e.g. a redirect to what is no address
    if isinstance(problem, OSError | network.ConnectError | network.ConnectionLost | network.ConnectionDone):
        return Outcome.UNREACHABLE, reason
    if "Connection" in reason or "Tunnel" in reason or "SSL" in reason:
        return Outcome.UNREACHABLE, reason
    return Outcome.FAILED, reason


def _by_status(response: Any) -> tuple[Outcome, str]:
    status = int(response.status)
    if status in (404, 410):
        return Outcome.NOT_FOUND, f"status {status}"
    if status >= 500:
        return Outcome.SERVER_ERROR, f"status {status}"
    if 300 <= status < 400:
        target = (response.headers.get("Location") or b"").decode("latin-1")
        scheme = urlsplit(urljoin(response.url, target)).scheme
        elsewhere = target and scheme not in ("http", "https")
        return (Outcome.BLOCKED if elsewhere else Outcome.BROKEN), f"status {status} to {target[:200]!r}"
    return Outcome.REFUSED, f"status {status}"
