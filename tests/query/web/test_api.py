"""The JSON API answers as the command line does, as its own document says, page by page and with ETags."""

import json
import re
from typing import Any

import pytest

from jiannuo.model.asking import Filter, parse_words
from jiannuo.model.health import Finding
from jiannuo.model.vocabulary import Symptom
from jiannuo.store.alarms import raise_alarm
from jiannuo.store.asking import search
from jiannuo.store.engine import Store
from jiannuo.store.migrate import migrate
from jiannuo.store.runs import finish_run, start_run
from query.board import board, timelines
from query.standings import standing_json
from query.web.api.routes import ROUTES, document

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
ASKED = (
    "/api/v1/commitments",
    "/api/v1/commitments?kind=metric&silence=mentioned",
    "/api/v1/commitments/A18",
    "/api/v1/commitments/B07",
    "/api/v1/reports",
    "/api/v1/reports?stage=operating",
    "/api/v1/reports/1",
    "/api/v1/reports/4",
    "/api/v1/search?q=%E9%87%91%E5%87%A4",
    "/api/v1/changes",
    "/api/v1/changes?commitment=B07",
    "/api/v1/outlets",
    "/api/v1/outlets/daily",
    "/api/v1/digests",
    "/api/v1/openapi.json",
)


def wrong(value: Any, schema: dict[str, Any], at: str = "$") -> list[str]:
    """Where a value is not as its schema says; properties that are not documented are wrong too."""
    if "$ref" in schema:
        return wrong(value, document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]], at)
    if "anyOf" in schema:
        return min((wrong(value, one, at) for one in schema["anyOf"]), key=len)
    kinds = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    if kinds and not any(isinstance(value, TYPES[kind]) for kind in kinds):
        return [f"{at}: {value!r} is no {kinds}"]
    if value is None:
        return []
    found = [f"{at}: {value!r}"] if value not in schema.get("enum", [value]) else []
    if "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{at}: {value!r}")
    if isinstance(value, list):
        for place, one in enumerate(value):
            found += wrong(one, schema.get("items", {}), f"{at}[{place}]")
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        found += [f"{at}.{name} is missing" for name in schema.get("required", []) if name not in value]
        found += [f"{at}.{name} is not documented" for name in value if properties and name not in properties]
        for name in value.keys() & properties.keys():
            found += wrong(value[name], properties[name], f"{at}.{name}")
    return found


def schema_of(path: str) -> dict[str, Any]:
    for template, item in document()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            found: dict[str, Any] = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]
            return found
    raise AssertionError(path)


def test_the_document_names_every_route_and_no_other() -> None:
    assert set(document()["paths"]) == {path for path, _ in ROUTES}
    assert all(set(item) == {"get"} for item in document()["paths"].values())


def test_every_reference_of_the_document_leads_somewhere() -> None:
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document())):
        place: Any = document()
        for part in reference.split("/"):
            place = place[part]
        assert place


@pytest.mark.parametrize("address", ASKED)
def test_an_answer_is_as_the_document_says(pages: Any, address: str) -> None:
    answer = pages.get(address)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    assert wrong(json.loads(answer.body), schema_of(address.partition("?")[0])) == []


@pytest.mark.parametrize("key", ["A18", "B07", "A01"])
def test_a_commitment_is_what_the_command_line_shows(
    pages: Any, filled: Store, register: Any, key: str
) -> None:
    wanted = Filter(commitments=(key,))
    now = pages.app._app.state.site.clock.now()
    [(entry, standing)] = board(filled, register, wanted, now=now, silent_months=6)
    told = standing_json(entry, standing, timelines(filled, register, wanted).get(key, []))
    shown = json.loads(pages.get(f"/api/v1/commitments/{key}").body)
    assert {name: shown[name] for name in told} == told


def test_search_finds_what_the_command_line_finds(pages: Any, filled: Store, register: Any) -> None:
    words, without = parse_words("重庆 -天气")
    told = [one.id for one in search(filled, Filter(words=words, without=without), register.id)]
    shown = json.loads(pages.get("/api/v1/search?q=%E9%87%8D%E5%BA%86%20-%E5%A4%A9%E6%B0%94").body)
    assert [one["id"] for one in shown["items"]] == told
    assert dict(shown["facets"]["outlets"])["daily"] >= 2
    assert dict(shown["facets"]["stages"])["operating"] >= 1


@pytest.mark.parametrize(
    "address", ["/api/v1/reports?limit=2", "/api/v1/commitments?limit=30", "/api/v1/changes?limit=2"]
)
def test_pages_follow_each_other_without_gap_or_repetition(pages: Any, address: str) -> None:
    whole = json.loads(pages.get(address.replace("limit=2", "limit=100").replace("30", "100")).body)
    everything = list(whole["items"])
    while whole["next"]:
        whole = json.loads(pages.get(whole["next"]).body)
        everything += whole["items"]
    found: list[Any] = []
    following = address
    while following:
        page = json.loads(pages.get(following).body)
        found += page["items"]
        following = page["next"]
    assert len(found) > 2
    assert found == everything


@pytest.mark.parametrize("address", ASKED)
def test_who_has_it_already_gets_304(pages: Any, address: str) -> None:
    first = pages.get(address)
    tag = first.headers["etag"]
    again = pages.get(address, **{"if-none-match": f'"other", W/{tag}'})
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert pages.get(address, **{"if-none-match": '"other"'}).status == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/reports?since=2024-01-01&until=2023-01-01", 400),
        ("/api/v1/changes?theme=nothing-of-ours", 400),
        ("/api/v1/commitments/ZZ", 404),
        ("/api/v1/reports/0", 404),
        ("/api/v1/digests/9", 404),
        ("/api/v1/nothing", 404),
        ("/api/v1/search", 400),
        ("/api/v1/reports?stage=kept", 400),
        ("/api/v1/commitments?cursor=ZZ", 400),
        ("/api/v1/changes?since=never", 400),
        ("/api/v1/reports?cursor=x", 400),
    ],
)
def test_an_error_is_a_problem_document(pages: Any, address: str, status: int) -> None:
    answer = pages.get(address)
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert wrong(json.loads(answer.body), {"$ref": "Problem"}) == []


@pytest.mark.parametrize("path", [path.replace("{key}", "1") for path, _ in ROUTES])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(pages: Any, path: str, method: str) -> None:
    answer = pages.ask(method, path, b"{}", {})
    assert (answer.status, answer.headers["content-type"]) == (405, "application/problem+json")


def test_refusals_at_the_door_are_problem_documents_too(filled: Store, serve: Any) -> None:
    asker = serve(filled, token="secret", per_minute=1)
    statuses = [
        asker.get("/api/v1/reports", host="evil.example"),
        asker.get("/api/v1/reports"),
        asker.get("/api/v1/reports"),
    ]
    assert [answer.status for answer in statuses] == [421, 401, 429]
    assert {answer.headers["content-type"] for answer in statuses} == {"application/problem+json"}


def test_a_digest_is_shown_without_its_recipient(tmp_path: Any, serve: Any, samples_digest: Any) -> None:
    store = Store(f"sqlite:///{tmp_path}/j.db")
    migrate(store)
    key = samples_digest(store)
    asker = serve(store)
    for address in ("/api/v1/digests", f"/api/v1/digests/{key}"):
        answer = asker.get(address)
        assert wrong(json.loads(answer.body), schema_of(address)) == []
        assert b"reader@" not in answer.body
        assert b"TOKEN" not in answer.body
    store.close()


def test_an_outlets_crawls_and_alarms_are_what_its_page_shows(
    fresh_store: Any, tmp_path: Any, serve: Any, clock_now: Any
) -> None:
    store = fresh_store(tmp_path / "jiannuo.db")
    run = start_run(store, "gone", clock_now)
    finish_run(
        store, run, status="finished", found=2, outcomes={"stored": 2}, lists={}, message="", at=clock_now
    )
    raise_alarm(store, "gone", run, Finding(Symptom.STALE, "newest 2020-01-01"), clock_now)
    asked = serve(store)
    told = json.loads(asked.get("/api/v1/outlets/gone").body)
    assert wrong(told, schema_of("/api/v1/outlets/gone")) == []
    assert (told["followed"], told["crawls"][0]["outcomes"]) == (False, {"stored": 2})
    assert [(one["symptom"], one["cleared_at"]) for one in told["alarms"]] == [("stale", None)]
    assert asked.get("/api/v1/outlets/nobody").status == 404
    store.close()


def test_mentions_by_month_are_those_of_the_board(pages: Any) -> None:
    listed = json.loads(pages.get("/api/v1/commitments?commitment=B07").body)["items"][0]["mentions"]
    assert listed == json.loads(pages.get("/api/v1/commitments/B07").body)["mentions"] == {"2026-11": 1}
