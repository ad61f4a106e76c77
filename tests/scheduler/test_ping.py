"""The ping goes out after useful work and only then, and tells nobody its address."""

import http.server
import logging
import threading
from collections.abc import Iterator

import pytest

from scheduler import ping as ping_module
from scheduler.ping import Ping


class Listener(http.server.ThreadingHTTPServer):
    asked = 0
    status = 200


class _Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Listener)
        self.server.asked += 1
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener(("127.0.0.1", 0), _Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def url(listener: Listener) -> str:
    return f"http://127.0.0.1:{listener.server_address[1]}/secret-of-the-service"


def test_it_is_silent_until_something_useful_was_done(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ping_module, "_LEAST_SECONDS", 0.0)
    ping = Ping(url(listener))

    assert not ping.send()
    ping.done()
    assert ping.send()
    assert not ping.send()
    assert listener.asked == 1


def test_much_useful_work_pings_once_a_minute(listener: Listener) -> None:
    ping = Ping(url(listener))
    for _ in range(5):
        ping.done()
        ping.send()

    assert listener.asked == 1


def test_a_failure_is_tried_again_and_its_address_is_not_logged(
    listener: Listener, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ping_module, "_LEAST_SECONDS", 0.0)
    ping = Ping(url(listener))
    ping.done()
    listener.status = 500
    with caplog.at_level(logging.DEBUG):
        assert not ping.send()
    listener.status = 200

    assert ping.send()
    assert "secret" not in caplog.text


@pytest.mark.parametrize("address", [None, "", "file:///etc/passwd", "ftp://x.example/"])
def test_what_is_no_web_address_is_never_asked(address: str | None) -> None:
    ping = Ping(address)
    ping.done()

    assert not ping.send()
