"""What went wrong as problem+json (RFC 9457), the one form of the API's errors."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import Response

ROOT = "/api/"


def problem(status: int, detail: str = "", headers: Mapping[str, str] | None = None) -> Response:
    """``{type, title, status, detail}`` with that status."""
    document: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
    }
    if detail:
        document["detail"] = detail
    body = json.dumps(document, ensure_ascii=False)
    return Response(body, status, dict(headers or {}), "application/problem+json")
