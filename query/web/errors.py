"""What went wrong, in the form that the asker reads: a page for people, problem+json (RFC 9457) for programs."""

import json
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from jiannuo.errors import BusyError, JiannuoError, StoreError, UsageError
from query.web.missing import NotHereError
from query.web.render import page

_STATUS: tuple[tuple[type[JiannuoError], int], ...] = (
    (NotHereError, 404),
    (UsageError, 400),
    (BusyError, 503),
    (StoreError, 503),
)


def on_jiannuo_error(request: Request, problem: Exception) -> Response:
    """A deliberate error: its message, its remedy, and the status that fits."""
    if not isinstance(problem, JiannuoError):
        raise problem
    status = next((status for kind, status in _STATUS if isinstance(problem, kind)), 500)
    # What ails the database is the operator's business: the log and /readyz tell it.
    told = status < 500
    return _answer(request, status, problem.message if told else "", problem.remedy if told else "")


def on_http_error(request: Request, problem: Exception) -> Response:
    """No such page, or a method that a page does not have."""
    if not isinstance(problem, HTTPException):
        raise problem
    answer = _answer(request, problem.status_code, "", "")
    answer.headers.update(problem.headers or {})
    return answer


def on_defect(_request: Request, _problem: Exception) -> Response:
    """A defect of ours: nothing of it is shown; the server logs it."""
    return PlainTextResponse("internal error\n", 500)


def _answer(request: Request, status: int, message: str, remedy: str) -> Response:
    wait = {"Retry-After": "5"} if status == 503 else {}
    if request.url.path.startswith("/api/"):
        document = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
        said = "; ".join(text for text in (message, remedy) if text)
        body = json.dumps(document | ({"detail": said} if said else {}), ensure_ascii=False)
        return Response(body, status, wait, "application/problem+json")
    answer = page(request, "error.html", status=status, status_=status, message=message, remedy=remedy)
    answer.headers.update(wait)
    return answer
