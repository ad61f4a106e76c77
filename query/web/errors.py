"""What went wrong, in the form that the asker reads: a page for people, problem+json (RFC 9457) for programs."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from jiannuo.errors import BusyError, JiannuoError, StoreError, UsageError
from query.web.missing import NotHereError
from query.web.problem import ROOT, problem
from query.web.render import page

_STATUS: tuple[tuple[type[JiannuoError], int], ...] = (
    (NotHereError, 404),
    (UsageError, 400),
    (BusyError, 503),
    (StoreError, 503),
)


def on_jiannuo_error(request: Request, error: Exception) -> Response:
    """A deliberate error: its message, its remedy, and the status that fits."""
    if not isinstance(error, JiannuoError):
        raise error
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    # What ails the database is the operator's business: the log and /readyz tell it.
    told = status < 500
    return _answer(request, status, error.message if told else "", error.remedy if told else "")


def on_http_error(request: Request, error: Exception) -> Response:
    """No such page, or a method that a page does not have."""
    if not isinstance(error, HTTPException):
        raise error
    answer = _answer(request, error.status_code, "", "")
    answer.headers.update(error.headers or {})
    return answer


def on_defect(request: Request, _error: Exception) -> Response:
    """A defect of ours: nothing of it is shown; the server logs it."""
    if request.url.path.startswith(ROOT):
        return problem(500)
    return PlainTextResponse("internal error\n", 500)


def _answer(request: Request, status: int, message: str, remedy: str) -> Response:
    wait = {"Retry-After": "5"} if status == 503 else {}
    if request.url.path.startswith(ROOT):
        return problem(status, "; ".join(text for text in (message, remedy) if text), wait)
    answer = page(request, "error.html", status=status, status_=status, message=message, remedy=remedy)
    answer.headers.update(wait)
    return answer
