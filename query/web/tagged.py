"""An answer with its ETag, and 304 for whoever has it already."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response


def tagged(request: Request, body: bytes, media_type: str) -> Response:
    """The body, or 304 when the asker's copy is the same."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, media_type)


def _has(known: str, tag: str) -> bool:
    return "*" in known or tag in (one.strip().removeprefix("W/") for one in known.split(","))
