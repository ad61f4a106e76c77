"""schemathesis asks the API by its own document: nothing fails in us, and every answer is as the document says."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from query.web.api.routes import ROUTES, V1

# Of each operation in each phase; what the document allows and what it forbids in turn.
CASES = 20
# Their parameters are those of another operation, whose every value is tried.
ALIKE = (f"{V1}/reports", f"{V1}/calendar.ics")
# Refusals that no document foresees: an id or a cursor that nothing has, days the wrong way round, marks that are no word.
UNFORESEEN = (
    "promised anything here",
    "no commitment names the district",
    "no commitment has the theme",
    "is later than",
    "is no cursor",
    "to go on from",
    "nothing to search for",
)


@dataclass
class Told:
    """What was asked and answered, and what schemathesis has to say of it."""

    answered: Counter[tuple[str, int]] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def told(house: Any) -> Told:
    """All of schemathesis' checks over the listening server, with the same questions each time."""
    openapi = pytest.importorskip(
        "schemathesis.openapi", reason="SCHEMATHESIS IS MISSING: the API was NOT tried"
    )
    from schemathesis import engine
    from schemathesis.config import SchemathesisConfig

    config = SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "continue-on-failure": True,
            "generation": {
                "deterministic": True,
                "max-examples": CASES,
                "database": "none",
                "no-shrink": True,
            },
            "phases": {"stateful": {"enabled": False}},
            "operations": [
                {"include-path": path, "phases": {"coverage": {"enabled": False}}} for path in ALIKE
            ],
        }
    )
    schema = openapi.from_url(f"{house.address}/api/v1/openapi.json", config=config)
    found = Told()
    for event in engine.from_schema(schema).execute():
        if recorder := getattr(event, "recorder", None):
            found.complaints += complaints(recorder)
            for key, one in recorder.interactions.items():
                if one.response is not None:
                    found.answered[recorder.cases[key].value.operation.path, one.response.status_code] += 1
        elif "Error" in type(event).__name__:
            found.complaints.append(str(getattr(event, "info", event)))
    return found


def complaints(recorder: Any) -> Iterator[str]:
    for key, checks in recorder.checks.items():
        one = recorder.interactions[key]
        for check in checks:
            if check.failure_info and not foreseen(check.name, one):
                why, answer = check.failure_info.failure, one.response
                yield f"{one.request.method} {one.request.uri}: {check.name}, {why.title}: {why.message}; {answer.content[:99]!r}"


def foreseen(check: str, one: Any) -> bool:
    """Whether we mean to answer otherwise than the document can tell: empty values, as forms send them, do not restrict."""
    if check == "negative_data_rejection":
        given = parse_qsl(urlsplit(one.request.uri).query, keep_blank_values=True)
        return any(not value.strip() for _, value in given)
    detail = one.response.json().get("detail", "") if one.response.status_code == 400 else ""
    return check == "positive_data_acceptance" and any(part in detail for part in UNFORESEEN)


def test_no_answer_is_other_than_the_document_says(told: Told) -> None:
    assert told.complaints == []


def test_every_operation_was_asked_and_answered(told: Told) -> None:
    answered = {path for path, status in told.answered if status == 200}
    # The document itself is what it asks by.
    assert answered == {path for path, _ in ROUTES} - {f"{V1}/openapi.json"}
    assert max(status for _, status in told.answered) < 500
    assert sum(told.answered.values()) > CASES * len(ROUTES)
