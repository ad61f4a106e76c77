"""How a page leaves the house: rendered with every value escaped, and with headers that forbid all but our style."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from jiannuo.locale import Wording

LONGEST_BODY = 20_000
_TEMPLATES = Path(__file__).with_name("templates")
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def page(
    words: Wording, title: str, *, status: int = 200, template: str = "page", **values: object
) -> Response:
    """One HTML page; ``said`` are its paragraphs, ``submit`` the word on the button of its form."""
    settled: dict[str, object] = {
        "said": (),
        "links": (),
        "submit": "",
        "second": "",
        "problem": "",
        "root": "",
    }
    text = (
        _environment()
        .get_template(f"{template}.html.j2")
        .render({**settled, "w": words, "title": title, **values})
    )
    return HTMLResponse(text, status, HEADERS)


def refused(status: int, words: str, headers: Mapping[str, str] | None = None) -> Response:
    """An answer to what no form of ours sends."""
    return PlainTextResponse(words, status, {**HEADERS, **(headers or {})})


async def fields_of(request: Request) -> dict[str, Sequence[str]] | None:
    """The fields of a submitted form; empty for any other kind of body, None when it is too long."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            return None
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return {}
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=400)
    except ValueError:
        return None
    return dict(fields)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
