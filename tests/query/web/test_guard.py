"""The door: headers on every answer, known hosts, tokens off loopback, limits a peer cannot talk away, no 5xx."""

from typing import Any

import pytest

from jiannuo.config.settings import Settings, WebSettings
from jiannuo.errors import SlowError, UsageError
from jiannuo.store.engine import Store
from jiannuo.store.patience import patience
from query.web.server import refuse_open_door

PATHS = (
    "/",
    "/commitments/A18",
    "/reports/1",
    "/commitments/A18/readings.csv",
    "/commitments/A18/charts/0.svg",
)
WRONG = ("/nothing", "/?as_of=never", "/?stage=kept", "/static/../config.yaml", "/static/none.css")
BAD = (
    "q=" + "x" * 10_000,
    'q=%22%22%22 NEAR( * OR -"',
    "q=%00%ff%fe",
    "before=-1",
    "before=9223372036854775808",
    "limit=0",
    "limit=99999999999999999999",
    "as_of=0001-01-01",
    "as_of=9999-12-31",
    "known_at=2026-02-30",
    "detected_since=１９９９-01-01",
    "stage=%27%3B DROP TABLE reports",
    "kind=facility&kind=x",
    "commitment=" + "&commitment=A01" * 50,
    "promisor=nobody",
    "figure=perhaps",
    "lang=fr&by=colour",
    "&&&===;%%%",
    "since=2024-01-01T00:00:00Z",
    "outlet=%F0%9F%92%A9%EF%BF%BF",
    "why=ZZ",
    "cursor=%2e%2e%2f",
)


@pytest.mark.parametrize("path", [*PATHS, *WRONG])
@pytest.mark.parametrize("host", ["localhost", "evil.example"])
def test_every_answer_carries_the_security_headers(pages: Any, path: str, host: str) -> None:
    headers = pages.get(path, host=host).headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("query", BAD)
def test_no_question_is_a_server_error(pages: Any, path: str, query: str) -> None:
    assert pages.get(f"{path}?{query}").status < 500


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
@pytest.mark.parametrize("path", PATHS)
def test_reading_pages_take_no_writes(pages: Any, method: str, path: str) -> None:
    assert pages.ask(method, path, b"a=b", {}).status == 405


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "",
        "localhost@evil.example",
        "[::2]",
        "0.0.0.0",
    ],
)
def test_an_unknown_host_gets_nothing(pages: Any, host: str) -> None:
    answer = pages.get("/", host=host)
    assert answer.status == 421
    assert "承诺" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8107", "[::1]:8107", "LOCALHOST:1"])
def test_loopback_is_known_by_its_names(pages: Any, host: str) -> None:
    assert pages.get("/", host=host).status == 200


def test_the_public_address_and_further_hosts_are_known(filled: Store, serve: Any) -> None:
    asker = serve(filled, public_url="https://promises.example/", hosts=["inside.example"])
    assert asker.get("/", host="promises.example").status == 200
    assert asker.get("/", host="inside.example:80").status == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_a_door_to_the_world_without_a_token_is_refused(host: str) -> None:
    with pytest.raises(UsageError, match="token"):
        refuse_open_door(WebSettings(host=host))
    refuse_open_door(WebSettings.model_validate({"host": host, "token": "secret"}))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "::1", "localhost"])
def test_loopback_needs_no_token(host: str) -> None:
    refuse_open_door(WebSettings(host=host))


@pytest.mark.parametrize("path", [*PATHS, "/api/v1/reports", "/review", "/search"])
@pytest.mark.parametrize("shown", ["", "Bearer wrong", "Bearer ", "Basic secret", "secret", "Bearer sécret"])
def test_without_the_token_no_data(filled: Store, serve: Any, path: str, shown: str) -> None:
    asker = serve(filled, token="secret")
    answer = asker.get(path, **({"authorization": shown} if shown else {}))
    assert answer.status in (401, 303)
    assert "承诺" not in answer.text
    assert len(answer.body) < 200


def test_the_token_opens_by_header_and_by_signing_in(filled: Store, serve: Any) -> None:
    asker = serve(filled, token="secret", operator_token="other")
    assert asker.get("/", authorization="Bearer secret").status == 200
    refused = asker.post("/signin", {"token": "wrong"})
    assert refused.status == 403
    assert "set-cookie" not in refused.headers
    cookie = asker.post("/signin", {"token": "secret"}).headers["set-cookie"]
    assert "httponly" in cookie.lower()
    assert "samesite=strict" in cookie.lower()
    assert "secret" not in cookie
    assert asker.get("/", cookie=cookie.partition(";")[0]).status == 200


@pytest.mark.parametrize(
    "cookie", ["reader.99999999999.00", "operator.1.x", "reader", "..", "nobody.99999999999.", "é"]
)
def test_a_forged_cookie_opens_nothing(filled: Store, serve: Any, cookie: str) -> None:
    assert serve(filled, token="secret").get("/", cookie=f"jiannuo={cookie}").status == 303


def test_a_cookie_of_another_token_opens_nothing(filled: Store, serve: Any) -> None:
    cookie = (
        serve(filled, token="old").post("/signin", {"token": "old"}).headers["set-cookie"].partition(";")[0]
    )
    assert serve(filled, token="new").get("/", cookie=cookie).status == 303


def test_a_peer_that_asks_too_often_waits_whatever_it_claims_to_be(filled: Store, serve: Any) -> None:
    asker = serve(filled, per_minute=5)
    answers = [asker.get("/static/icon.svg", x_forwarded_for=f"10.0.0.{n}") for n in range(8)]
    assert [answer.status for answer in answers] == [200] * 5 + [429] * 3
    assert int(answers[-1].headers["retry-after"]) >= 1
    other = serve(filled, per_minute=5)
    other.peer = "127.0.0.2"
    assert other.get("/static/icon.svg").status == 200


def test_a_proxy_of_our_own_is_believed_from_the_right(filled: Store, serve: Any) -> None:
    asker = serve(filled, per_minute=2, proxies=["127.0.0.1"])
    one = [asker.get("/static/icon.svg", x_forwarded_for=f"6.6.6.{n}, 203.0.113.9").status for n in range(3)]
    assert one == [200, 200, 429]
    assert asker.get("/static/icon.svg", x_forwarded_for="203.0.113.10").status == 200


def test_a_question_that_takes_too_long_is_broken_off(filled: Store, serve: Any) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with patience(0.05), pytest.raises(SlowError), filled.read() as connection:
        connection.exec_driver_sql(endless)
    with filled.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM reports").scalar()


def test_a_secret_is_never_shown() -> None:
    assert "canary" not in repr(
        Settings.model_validate({"web": {"token": "canary", "operator_token": "canary"}})
    )
