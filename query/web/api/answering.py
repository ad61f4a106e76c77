"""A JSON answer with its ETag: 304 to whoever has it already, and pages that name the next one."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from query.web.render import linked
from query.web.tagged import tagged


def answered(request: Request, document: Mapping[str, Any]) -> Response:
    """The document, or 304 when the asker's copy is the same."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return tagged(request, body, "application/json")


def paged(request: Request, items: Sequence[Mapping[str, Any]], cursor: object) -> Response:
    """``{items, next}``; ``cursor`` goes on after the last item, None where there is no more."""
    return answered(request, {"items": list(items), "next": following(request, cursor)})


def following(request: Request, cursor: object) -> str | None:
    """The address of the next page."""
    if cursor is None:
        return None
    given: dict[str, list[str]] = {}
    for key, value in request.query_params.multi_items():
        if key != "cursor":
            given.setdefault(key, []).append(value)
    return linked("zh", request.url.path, **given, cursor=cursor)
