"""Killing a crawl at every named point and at random moments: the next crawl ends where an undisturbed one does.

``JIANNUO_CRAWL_KILLS`` sets how often each point is tried (default 3: at the first, second and third time it
is reached; in every second trial the crawl after it is killed at that point too) and how many random kills there are.
"""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import func, select, text

from jiannuo.store.engine import Store
from jiannuo.store.migrate import migrate
from jiannuo.store.runs import abandon_runs, last_runs, start_run
from jiannuo.store.tables import matches, reports, stories

KILLS = int(os.environ.get("JIANNUO_CRAWL_KILLS", "3"))
EACH = ["crawl.page_fetched", "crawl.parsed", "save.before_commit", "save.after_commit"]
ONCE = ["crawl.list_read", "crawl.before_validators", "crawl.before_finish", "crawl.after_finish"]
ARTICLES, ON_A_PAGE = 6, 2
LISTS = ["/list/", "/list/2.html", "/list/3.html"]
REGISTER = Path(__file__).parents[1] / "fixtures" / "registers" / "binhai.yaml"


class Site(BaseHTTPRequestHandler):
    """A column of six reports on three pages, the first touches a commitment; everything with an ETag."""

    down: ClassVar[set[str]] = set()

    def do_GET(self) -> None:
        body = page(self.path)
        tag = f'"{self.path}"'
        status = (
            500
            if self.path in self.down
            else 404
            if body is None
            else 304
            if self.headers["If-None-Match"] == tag
            else 200
        )
        sent = (body or b"") if status == 200 else b""
        self.send_response(status)
        self.send_header("ETag", tag)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: Any) -> None:
        """Silent."""


def page(path: str) -> bytes | None:
    if path in LISTS:
        first = LISTS.index(path) * ON_A_PAGE
        rows = range(first, first + ON_A_PAGE)
        return "".join(f"<a href='/a/{n}.html'>第{n}则</a>" for n in rows).encode()
    if not path.startswith("/a/"):
        return None
    number = int(path[3:-5])
    own = "".join(map(chr, random.Random(number).choices(range(0x4E00, 0x9000), k=120)))
    head = "6月15日，青岛的“深海试验场”正式投用，迎来首批海试团队。" if number == 0 else ""
    return (
        f"<html><head><title>第{number}次开放活动举行</title></head><body><h1>第{number}次开放活动举行</h1>"
        f"<span>2023-06-16 09:30</span><div id=b><p>{head}第{number}次开放活动举行，{own}。</p></div></body></html>"
    ).encode()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with configuration, outlet and an empty database, to be copied for each kill."""
    folder = tmp_path_factory.mktemp("desk")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    port = server.server_address[1]
    (folder / "outlets").mkdir()
    (folder / "outlets" / "s.yaml").write_text(
        "{name: s, title: s, level: media, place: shandong/qingdao, hosts: [127.0.0.1], enabled: true, "
        f"ways: [{{way: listing, start: ['http://127.0.0.1:{port}/list/'], next_page: '{{n}}.html', first_number: 2}}], "
        "article_url: [/a/], "
        "selectors: {title: [h1], body: ['#b']}}"
    )
    (folder / "config.yaml").write_text(
        f"{{database: 'sqlite:///db', register: '{REGISTER}', "
        "outlets: {folders: [outlets]}, log: {level: ERROR}, archive: {folder: archive}, "
        f"crawl: {{delay_seconds: 0, timeout_seconds: 20, allow_private: ['127.0.0.0/8'], ports: [{port}]}}}}"
    )
    store = Store(f"sqlite:///{folder}/db")
    migrate(store)
    store.close()
    yield folder
    server.shutdown()
    server.server_close()


Worker = subprocess.Popen[str]


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """The process whose forks are the crawls."""
    words = [sys.executable, str(Path(__file__).with_name("crawl_worker.py")), str(REGISTER)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True, env=environment) as running:
        yield running
        assert running.stdin is not None
        running.stdin.close()


def crawl(worker: Worker, folder: Path, failpoint: str = "", after: float | None = None) -> int:
    """Run one crawl; its exit code, negative for a signal. With ``after`` it is killed so many seconds later."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    store = Store(f"sqlite:///{folder}/db")
    run = start_run(store, "s", datetime.now(UTC))
    store.close()
    words = ["--outlet", "s", "--run", str(run), "--config", str(folder / "config.yaml")]
    worker.stdin.write(json.dumps({"failpoint": failpoint, "arguments": words}) + "\n")
    worker.stdin.flush()
    pid = int(worker.stdout.readline())
    if after is not None:
        time.sleep(after)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return int(worker.stdout.readline())


def state(folder: Path) -> dict[str, Any]:
    """What the database holds, without keys and times; fails when it is not in order."""
    store = Store(f"sqlite:///{folder}/db")
    with store.read() as connection:
        assert connection.execute(text("pragma integrity_check")).scalar() == "ok"
        assert connection.execute(text("pragma foreign_key_check")).all() == []
        versions = Counter(connection.execute(select(reports.c.url)).scalars())
        touched = connection.execute(
            select(reports.c.url, matches.c.commitment, matches.c.verdict)
            .join(reports)
            .order_by(matches.c.commitment)
        ).all()
        told = connection.execute(select(func.count()).select_from(stories)).scalar()
    newest = last_runs(store)["s"]
    store.close()
    return {
        "versions": versions,
        "touched": touched,
        "stories": told,
        "status": newest.status,
    }


@pytest.fixture(scope="module")
def undisturbed(worker: Worker, desk: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("calm") / "d"
    shutil.copytree(desk, folder)
    assert crawl(worker, folder) == 0
    found = state(folder)
    assert set(found["versions"].values()) == {1}
    assert len(found["versions"]) == ARTICLES
    assert found["touched"]
    return found


def recovered(worker: Worker, folder: Path, again: str = "") -> dict[str, Any]:
    """The state after the next crawl, as the daemon starts it: what was left running is closed first."""
    if again:
        crawl(worker, folder, again)
    store = Store(f"sqlite:///{folder}/db")
    abandon_runs(store, datetime.now(UTC))
    store.close()
    assert crawl(worker, folder) == 0
    return state(folder)


@pytest.mark.parametrize("trial", range(1, KILLS + 1))
@pytest.mark.parametrize("point", [*EACH, *ONCE])
def test_a_crawl_that_was_killed_is_made_good_by_the_next(
    worker: Worker, desk: Path, undisturbed: dict[str, Any], tmp_path: Path, point: str, trial: int
) -> None:
    folder = tmp_path / "d"
    shutil.copytree(desk, folder)
    time_reached = (trial - 1) % ARTICLES + 1 if point in EACH else 1
    assert crawl(worker, folder, f"{point}:{time_reached}") == -signal.SIGKILL
    assert recovered(worker, folder, f"{point}:1" if trial % 2 == 0 else "") == undisturbed


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_crawl_that_was_killed_at_any_moment_is_made_good_by_the_next(
    worker: Worker, desk: Path, undisturbed: dict[str, Any], tmp_path: Path, seed: int
) -> None:
    folder = tmp_path / "d"
    shutil.copytree(desk, folder)
    crawl(worker, folder, after=random.Random(seed).uniform(0.05, 1.5))
    assert recovered(worker, folder) == undisturbed


@pytest.mark.parametrize("ends", ["finished", "killed"])
def test_what_lies_behind_a_page_that_failed_is_found_though_all_before_it_is_known(
    worker: Worker, desk: Path, undisturbed: dict[str, Any], tmp_path: Path, ends: str
) -> None:
    folder = tmp_path / "d"
    shutil.copytree(desk, folder)
    Site.down = {LISTS[1]}
    try:
        crawl(worker, folder, "" if ends == "finished" else "crawl.before_finish")
    finally:
        Site.down = set()
    assert len(state(folder)["versions"]) == ON_A_PAGE
    assert recovered(worker, folder) == undisturbed
