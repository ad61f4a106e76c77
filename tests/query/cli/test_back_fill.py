"""`crawl --since`: back by days in rounds, until nothing is left or nothing more is gained."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from jiannuo.config.load import shipped_folder
from query.cli.crawl import goes_on
from query.cli.main import main
from scheduler.children import CrawlResult


def result(
    status: str = "finished", message: str = "finished", left: int = 0, **outcomes: int
) -> CrawlResult:
    return CrawlResult("x", 1, status, sum(outcomes.values()), outcomes, {"left": left}, message, 1.0)


@pytest.mark.parametrize(
    ("round_", "again"),
    [
        (result(stored=5), False),
        (result(stored=5, deferred=2), True),
        (result(stored=5, left=1), True),
        (result(status="killed", message="deadline of 900 s passed", stored=5), True),
        (result(message="closespider_timeout", stored=5), True),
        (result(known=9, deferred=2), False),
        (result(status="failed", message="exit code 5"), False),
        (result(), False),
    ],
)
def test_another_round_is_gone_only_when_something_is_left_and_something_was_gained(
    round_: CrawlResult, again: bool
) -> None:
    assert goes_on(round_) is again


@pytest.fixture
def site(tmp_path: Path) -> Iterator[list[str]]:
    """A column of five reports that may be fetched two at a time; the log of what was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.removeprefix("http://s.example")
            asked.append(path)
            number = path.removeprefix("/a/")
            body = b"".join(b"<li><a href='/a/%d'>x</a><i>2023-05-0%d</i></li>" % (n, n) for n in range(1, 6))
            if number.isdigit():
                text = "".join(chr(0x4E00 + (int(number) * 4999 + step * step) % 9000) for step in range(200))
                body = f"<h1>第{number}次活动举行</h1><i>2023-05-0{number}</i><div id=b><p>{text}。</p></div>".encode()
            self.send_response(404 if path == "/robots.txt" else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    (tmp_path / "outlets").mkdir()
    (tmp_path / "outlets" / "site.yaml").write_text(
        "{name: site, title: s, level: media, hosts: [s.example], enabled: true, article_url: ['/a/'],"
        " selectors: {body: ['#b']}, ways: [{way: listing, start: ['http://s.example/l/']}]}"
    )
    (tmp_path / "config.yaml").write_text(
        f"database: sqlite:///db\nregister: {shipped_folder('register')}/chongqing-2021.yaml\n"
        f"outlets: {{folders: [outlets]}}\nlog: {{level: ERROR}}\n"
        f"crawl: {{proxy: 'http://127.0.0.1:{server.server_address[1]}', delay_seconds: 0, max_pages: 2}}\n"
    )
    yield asked
    server.shutdown()
    server.server_close()


def jiannuo(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, Any]], str]:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    shown = capsys.readouterr()
    lines = [json.loads(line) for line in shown.out.splitlines() if line.startswith("{")]
    return int(ended.value.code or 0), lines, shown.err


def test_a_back_fill_goes_in_rounds_and_fetches_each_report_once(
    site: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ("crawl", "site", "--since", "2023-05-02", "--until", "2023-05-04", "--json")
    code, rounds, _ = jiannuo(capsys, *words)
    assert code == 0
    assert sum(one["outcomes"].get("stored", 0) for one in rounds) == 3
    assert len(rounds) == 2
    assert sorted(path for path in site if path.startswith("/a/")) == ["/a/2", "/a/3", "/a/4"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--until", "2023-01-01"), "--until needs --since"),
        (("--since", "2023-02-01", "--until", "2023-01-01"), "lies before"),
        (("--since", "2023-02-30"), "is not a day"),
    ],
)
def test_days_that_make_no_span_are_refused(
    words: tuple[str, ...],
    why: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text(f"register: {shipped_folder('register')}/chongqing-2021.yaml\n")
    code, _, said = jiannuo(capsys, "crawl", *words)
    assert code == 2
    assert why in said
