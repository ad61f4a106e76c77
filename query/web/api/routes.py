"""The addresses of the API and its OpenAPI document."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from starlette.requests import Request
from starlette.responses import Response

from jiannuo import __version__
from jiannuo.model import vocabulary
from query.web.api.answering import answered
from query.web.api.commitments import commitment, commitments
from query.web.api.happenings import changes, digest, digests
from query.web.api.outlets import outlet, outlets
from query.web.api.reports import report, reports, searched
from query.web.calendar_page import calendar_file
from query.web.export_page import export_file

V1 = "/api/v1"


def openapi(request: Request) -> Response:
    """The OpenAPI 3.1 document."""
    return answered(request, document())


@cache
def document() -> dict[str, Any]:
    """The document from openapi.yaml, with today's version and the closed sets of words."""
    text = Path(__file__).with_name("openapi.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    found["info"]["version"] = __version__
    for name, schema in found["components"]["schemas"].items():
        if schema.get("x-words"):
            words = getattr(vocabulary, schema.pop("x-words"))
            found["components"]["schemas"][name]["enum"] = [word.value for word in words]
    return found


ROUTES = (
    (f"{V1}/commitments", commitments),
    (f"{V1}/commitments/{{key}}", commitment),
    (f"{V1}/reports", reports),
    (f"{V1}/reports/{{key}}", report),
    (f"{V1}/search", searched),
    (f"{V1}/changes", changes),
    (f"{V1}/outlets", outlets),
    (f"{V1}/outlets/{{name}}", outlet),
    (f"{V1}/digests", digests),
    (f"{V1}/digests/{{key}}", digest),
    (f"{V1}/calendar.ics", calendar_file),
    (f"{V1}/export/{{what}}.{{form}}", export_file),
    (f"{V1}/openapi.json", openapi),
)
