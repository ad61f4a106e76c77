"""Crawl workers as real processes on a real PostgreSQL: each outlet once, never two on a host, nothing lost."""

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from jiannuo.store import runs
from jiannuo.store.engine import Store
from jiannuo.store.workers import all_workers

pytest.importorskip("procrastinate", reason="crawl workers are NOT tested: pip install 'jiannuo[workers]'")

JIANNUO = Path(sys.executable).with_name("jiannuo")
REGISTER = Path(__file__).parents[2] / "fixtures" / "registers" / "binhai.yaml"
LOST = 3


class Site(BaseHTTPRequestHandler):
    """Lists of four reports; it notes who is being answered, and holds an outlet's list for as long as told."""

    protocol_version = "HTTP/1.1"
    hold = threading.Event()
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        name = self.path.split("/")[1]
        if self.path.endswith("/list") and name == "held":
            self.hold.wait(20)
        if self.path.endswith("/list"):
            body = "".join(f"<a href='/{name}/a/{n}.html'>第{n}则</a>" for n in range(4)).encode()
        elif "/a/" in self.path:
            title = f"{name}第{self.path[-6]}次活动举行"
            own = "".join(map(chr, random.Random(self.path).choices(range(0x4E00, 0x9000), k=120)))
            body = f"<h1>{title}</h1><div id=b><p>{title}，{own}。</p></div>".encode()
        else:
            body = b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Silent."""


class Crowd:
    """One database, one site, and workers."""

    def __init__(self, folder: Path, url: str, port: int) -> None:
        self.folder, self.url, self.port = folder, url, port
        self.store = Store(url)
        self.workers: list[subprocess.Popen[str]] = []
        (folder / "outlets").mkdir()

    def follow(self, *names: str) -> None:
        for name in names:
            (self.folder / "outlets" / f"{name}.yaml").write_text(
                f"{{name: {name}, title: {name}, level: media, hosts: [127.0.0.1], enabled: true, "
                f"ways: [{{way: listing, start: ['http://127.0.0.1:{self.port}/{name}/list']}}], "
                f"article_url: [/{name}/a/], selectors: {{title: [h1], body: ['#b']}}}}"
            )
        (self.folder / "config.yaml").write_text(
            f"{{database: '{self.url}', register: '{REGISTER}', outlets: {{folders: [outlets]}}, "
            f"workers: {{crawl: true, lost_seconds: {LOST}}}, archive: {{folder: null}}, web: {{port: 0}}, "
            f"crawl: {{delay_seconds: 0, allow_private: ['127.0.0.0/8'], ports: [{self.port}]}}}}"
        )

    def start(self) -> "subprocess.Popen[str]":
        words = [str(JIANNUO), "worker", "--config", str(self.folder / "config.yaml")]
        with (self.folder / "log").open("a") as log:
            self.workers.append(subprocess.Popen(words, stderr=log, text=True))
        return self.workers[-1]

    def until(self, what: Callable[[], object], seconds: float = 40) -> None:
        began = time.monotonic()
        while not what():
            assert time.monotonic() - began < seconds, (self.folder / "log").read_text()
            time.sleep(0.05)

    def stored(self) -> int:
        with self.store.read() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM reports").scalar_one())

    def finished(self) -> dict[str, str]:
        return {name: run.status for name, run in runs.last_runs(self.store).items()}


@pytest.fixture
def crowd(tmp_path: Path, empty_in_postgresql: Callable[[], str]) -> Iterator[Crowd]:
    Site.hold.clear()
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    crowd = Crowd(tmp_path, empty_in_postgresql(), server.server_address[1])
    yield crowd
    Site.hold.set()
    for worker in crowd.workers:
        worker.kill()
        worker.wait()
    crowd.store.close()
    server.shutdown()
    server.server_close()


def test_two_workers_share_the_outlets_and_end_in_good_order(crowd: Crowd) -> None:
    crowd.follow("a", "b")
    first, second = crowd.start(), crowd.start()
    crowd.until(lambda: crowd.stored() == 8 and list(crowd.finished().values()) == ["finished"] * 2)

    shown = all_workers(crowd.store)
    for worker in (first, second):
        worker.send_signal(signal.SIGTERM)
    codes = [worker.wait(20) for worker in (first, second)]

    assert {one.pid for one in shown} == {first.pid, second.pid}
    assert codes == [0, 0]
    assert all_workers(crowd.store) == []
    assert sorted(path for path in Site.asked if path.endswith("/list")) == ["/a/list", "/b/list"]
    # One host: one outlet was crawled to its end before the other was begun.
    own = [path[1] for path in Site.asked if path != "/robots.txt"]
    assert own in (sorted(own), sorted(own, reverse=True))


def test_what_a_killed_worker_was_at_is_crawled_by_another(crowd: Crowd) -> None:
    crowd.follow("held")
    first = crowd.start()
    crowd.until(lambda: "/held/list" in Site.asked)
    second = crowd.start()
    first.send_signal(signal.SIGKILL)
    first.wait()
    Site.hold.set()

    crowd.until(lambda: crowd.stored() == 4 and crowd.finished() == {"held": "finished"})

    ended = runs.runs_of(crowd.store, "held")
    assert [run.status for run in ended] == ["finished", "killed"]
    assert ended[1].lost
    assert second.poll() is None


def refused(config: Path) -> "subprocess.CompletedProcess[str]":
    """A worker that is expected to end by itself."""
    words = [str(JIANNUO), "worker", "--config", str(config)]
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)


def test_a_worker_says_what_it_needs(crowd: Crowd) -> None:
    crowd.follow("a")
    file = crowd.folder / "config.yaml"
    file.write_text(file.read_text().replace("crawl: true", "crawl: false"))
    told = refused(file)
    assert told.returncode == 2
    assert "workers: {crawl: true}" in told.stderr

    file.write_text(file.read_text().replace(crowd.url, "sqlite:///db"))
    told = refused(file)
    assert told.returncode == 2
    assert "postgresql+psycopg://" in told.stderr


def test_nothing_of_the_queue_is_loaded_by_any_other_command() -> None:
    program = (
        "import sys, query.cli.main, query.cli.run, query.cli.status, query.cli.worker, scheduler.daemon\n"
        "print([name for name in ('procrastinate', 'psycopg_pool') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
