"""Every route is tried, and every answer carries the security headers: pages, files, and each kind of refusal."""

import socket
from typing import Any

import pytest
from jiannuo_tests_house import FILES, PAGES, POSTED, TRIED, routes_of
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jiannuo.errors import StoreError
from query.web.server import application
from query.web.site import Site

NEEDED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.fixture(scope="module")
def asker(house: Any, serve: Any) -> Any:
    """Asks the whole server in-process, signed in as the operator."""
    made = serve(house.store)
    made.app = house.app
    made.cookie = made.post("/signin", {"token": "op"}).headers["set-cookie"].partition(";")[0]
    return made


def test_no_route_is_left_untried(house: Any) -> None:
    assert routes_of(house.app) == set(TRIED)


def assert_sealed(headers: dict[str, str]) -> None:
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert {name: headers.get(name) for name in NEEDED} == NEEDED
    assert {"no-cache", "no-store"} & set(headers["cache-control"].split(", "))
    assert "server" not in headers


@pytest.mark.parametrize("route", [*PAGES, *FILES])
def test_every_answer_is_sealed(house: Any, asker: Any, route: str) -> None:
    for address in TRIED[route]:
        for method in ("GET", "HEAD"):
            answer = asker.ask(method, house.at(address), b"", {"cookie": asker.cookie})
            assert answer.status == (404 if "nonsense" in address else 200), address
            assert_sealed(answer.headers)


@pytest.mark.parametrize("route", TRIED)
def test_no_route_takes_another_method(house: Any, asker: Any, route: str) -> None:
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
        answer = asker.ask(method, house.at(TRIED[route][0]), b"a=b", {"cookie": asker.cookie})
        assert answer.status == 405
        assert_sealed(answer.headers)


@pytest.mark.parametrize("route", TRIED)
def test_every_route_is_kept_from_unknown_hosts_and_from_those_who_ask_too_often(
    house: Any, serve: Any, route: str
) -> None:
    unknown = serve(house.store, per_minute=1)
    answers = [unknown.get(house.at(TRIED[route][0]), host="evil.example")]
    answers += [unknown.get("/static/icon.svg"), unknown.get(house.at(TRIED[route][0]))]
    assert answers[0].status == 421
    assert answers[2].status == 429 or route in ("/healthz", "/readyz")
    for answer in answers:
        assert_sealed(answer.headers)


def raising(error: Exception) -> Any:
    def answer(_request: Request) -> Response:
        raise error

    return answer


@pytest.fixture(scope="module")
def broken(house: Any, serve: Any) -> Any:
    """A server with routes that fail, by each way of failing."""
    site: Site = house.site
    made = serve(house.store)
    ways = {"defect": RuntimeError("canary"), "database": StoreError("canary", "canary")}
    made.app = application(
        site,
        [Route(root + name, raising(error)) for root in ("/", "/api/v1/") for name, error in ways.items()],
    )
    return made


@pytest.mark.parametrize("root", ["/", "/api/v1/"])
@pytest.mark.parametrize(("name", "status"), [("defect", 500), ("database", 503)])
def test_a_failure_of_ours_tells_nothing_of_itself(broken: Any, root: str, name: str, status: int) -> None:
    answer = broken.get(root + name)
    assert answer.status == status
    assert b"canary" not in answer.body
    assert_sealed(answer.headers)


@pytest.mark.parametrize(
    ("method", "address", "body", "status"),
    [
        ("GET", "/?stage=kept", b"", 400),
        ("GET", "/api/v1/reports?stage=kept", b"", 400),
        ("GET", "/export/events.csv?limit=x", b"", 400),
        ("POST", "/review", b"judgement=reject", 403),
        ("POST", "/signin", b"token=wrong", 403),
        ("GET", "/nothing", b"", 404),
        ("GET", "/static/nothing.css", b"", 404),
        ("GET", "/static/../server.py", b"", 404),
        ("GET", "/api/v1/nothing", b"", 404),
        ("GET", "/export/events.exe", b"", 404),
        ("GET", "/commitments/A18/charts/99.svg", b"", 404),
        ("GET", "/digests/" + "0" * 32 + ".atom", b"", 404),
        ("GET", "/signout", b"", 405),
        ("POST", "/subscribe", b"address=" + b"a" * 30_000, 413),
        ("POST", "/subscribe", b"address=none", 400),
    ],
)
def test_every_refusal_is_sealed(asker: Any, method: str, address: str, body: bytes, status: int) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = asker.ask(method, address, body, form)
    assert answer.status == status
    assert_sealed(answer.headers)


@pytest.mark.parametrize("route", POSTED)
def test_what_leads_on_is_sealed_too(asker: Any, route: str) -> None:
    answer = asker.post(POSTED[route], {})
    assert answer.status == 303
    assert_sealed(answer.headers)


def said_to(house: Any, raw: bytes) -> tuple[int, dict[str, str]]:
    """What the listening server answers to those bytes."""
    host, _, port = house.address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(raw)
        got = b""
        while b"\r\n\r\n" not in got:
            part = line.recv(65_536)
            assert part, got
            got += part
    head, *lines = got.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    return int(head.split()[1]), {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }


@pytest.mark.parametrize(
    "raw",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused_with_the_headers(house: Any, raw: bytes) -> None:
    status, headers = said_to(house, raw)
    assert status == 400
    assert_sealed(headers)


def test_nobody_gets_a_websocket(house: Any) -> None:
    asked = (
        b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n"
        b"Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    status, headers = said_to(house, asked)
    assert status == 200
    assert_sealed(headers)
