"""`jiannuo extract` gives the documented JSON, from a file and from an address."""

import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from jiannuo_tests_forge import run

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "tests" / "fixtures" / "pages" / "kjj" / "reprint-from-a-newspaper" / "body.bin"
ADDRESS = "https://kjj.cq.gov.cn/zwxx_176/mtgz/202309/t20230919_12377502.html"
FIELDS = [
    "url",
    "title",
    "published_at",
    "precision",
    "source",
    "author",
    "editor",
    "body",
    "origin",
    "warnings",
]


def extracted(cwd: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return run(["extract", *words], cwd, environment={"COLUMNS": "120"})


@pytest.fixture
def served() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path != "/robots.txt"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(PAGE.read_bytes() if found else b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/a/1.html"
    server.shutdown()
    server.server_close()


def test_a_saved_page_gives_exactly_the_documented_fields(tmp_path: Path) -> None:
    done = extracted(tmp_path, str(PAGE), "--url", ADDRESS, "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert list(document) == FIELDS
    assert (document["url"], document["source"]) == (ADDRESS, "重庆日报")
    assert document["published_at"] == "2023-09-19T09:06:21+08:00"
    assert document["origin"]["title"] == "meta ArticleTitle".lower()
    assert document["origin"]["body"] == "outlet div.trs_editor_view"


def test_an_address_is_fetched_and_read(tmp_path: Path, served: str) -> None:
    done = extracted(tmp_path, served, "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["url"] == served
    assert document["title"] == "嘉陵光子实验室首批仪器完成调试"


def test_a_file_that_is_not_there_is_one_line_with_a_remedy(tmp_path: Path) -> None:
    done = extracted(tmp_path, "none.html", "--json")
    assert done.returncode != 0
    assert "cannot be read" in done.stderr
    assert "Traceback" not in done.stderr
