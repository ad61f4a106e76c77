"""Why a request failed, as one of the counted outcomes."""

from typing import Any

from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import TimeoutError as TwistedTimeout

from jiannuo.model.vocabulary import Outcome


class Disallowed(IgnoreRequest):
    """robots.txt forbids the address, or could not be read, which forbids it for now."""


class Deferred(IgnoreRequest):
    """The host asked to be left alone for now."""


def outcome_of(failure: Any) -> tuple[Outcome, str]:
    """The outcome and a reason for the operator."""
    problem = failure.value
    reason = f"{type(problem).__name__}: {problem}"[:300]
    if isinstance(problem, Disallowed):
        return Outcome.DISALLOWED, reason
    if isinstance(problem, Deferred):
        return Outcome.DEFERRED, reason
    if isinstance(problem, HttpError):
        return _by_status(problem.response.status), f"status {problem.response.status}"
    if isinstance(problem, DownloadCancelledError):
        return Outcome.TOO_LARGE, reason
    if isinstance(problem, TwistedTimeout | TimeoutError) or "Timeout" in type(problem).__name__:
        return Outcome.TIMED_OUT, reason
    if (
        isinstance(problem, OSError)
        or "Connection" in reason
        or "ResponseNeverReceived" in reason
        or "DNS" in reason
    ):
        return Outcome.UNREACHABLE, reason
    return Outcome.FAILED, reason


def _by_status(status: int) -> Outcome:
    if status in (404, 410):
        return Outcome.NOT_FOUND
    if status >= 500:
        return Outcome.SERVER_ERROR
    return Outcome.REFUSED
