"""Crawl children that behave, die, hang, allocate and babble: each ends in a result and an accounted run."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jiannuo.clock import SetClock
from jiannuo.config.load import Config
from jiannuo.config.settings import Settings
from jiannuo.store import runs
from jiannuo.store.engine import Store
from scheduler.children import crawl

GOOD = """
import json, sys
print(json.dumps({"event": "found", "count": 2}))
print(json.dumps({"event": "outcome", "outcome": "stored", "url": "http://x.example/1"}))
print("not json")
print(json.dumps({"event": "finished", "found": 2, "outcomes": {"stored": 2}, "lists": {"known": 1}}))
"""


def config(tmp_path: Path, **crawl_settings: Any) -> Config:
    return Config(Settings.model_validate({"crawl": crawl_settings}), tmp_path)


def child(tmp_path: Path, script: str) -> tuple[str, ...]:
    file = tmp_path / "child.py"
    file.write_text(script, "utf-8")
    return (str(file),)


def test_a_child_that_ends_well_is_counted(store: Store, clock: SetClock, tmp_path: Path) -> None:
    heard: list[dict[str, Any]] = []

    result = crawl(
        config(tmp_path), store, "daily", clock, on_event=heard.append, program=child(tmp_path, GOOD)
    )

    assert (result.status, result.found, result.outcomes) == ("finished", 2, {"stored": 2})
    assert result.lists == {"known": 1}
    assert [event["event"] for event in heard] == ["found", "outcome", "finished"]
    assert {event["outlet"] for event in heard} == {"daily"}


@pytest.mark.parametrize(
    ("script", "status", "words"),
    [
        ("import sys; print('no such page', file=sys.stderr); sys.exit(6)", "failed", "no such page"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "killed", "SIGSEGV"),
        ("pass", "failed", "without saying so"),
        ("x = bytearray(4_000_000_000)", "failed", "MemoryError"),
        ("import sys\nfor n in range(20000): print('x' * 500)\nsys.exit(3)", "failed", "exit code 3"),
    ],
)
def test_a_child_that_fails_leaves_a_run_that_says_why(
    store: Store, clock: SetClock, tmp_path: Path, script: str, status: str, words: str
) -> None:
    result = crawl(config(tmp_path), store, "daily", clock, program=child(tmp_path, script))

    run = runs.last_runs(store)["daily"]
    assert result.status == run.status == status
    assert words in run.message
    assert run.finished_at is not None


def test_a_child_that_hangs_is_ended_at_its_deadline(store: Store, clock: SetClock, tmp_path: Path) -> None:
    script = child(tmp_path, "import time; time.sleep(60)")
    began = time.monotonic()

    result = crawl(config(tmp_path, deadline_seconds=0.5), store, "daily", clock, program=script)

    assert (result.status, result.message) == ("killed", "deadline of 0.5 s passed")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_child_that_ignores_sigterm_is_killed_with_its_children(
    store: Store, clock: SetClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.children.end_group.__defaults__", (0.3,))
    pids = tmp_path / "pids"
    script = f"""
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
grandchild = subprocess.Popen([sys.executable, "-c", "import signal, time; "
    "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"])
open({str(pids)!r}, "w").write(f"{{os.getpid()}} {{grandchild.pid}}")
time.sleep(60)
"""
    began = time.monotonic()

    result = crawl(
        config(tmp_path, deadline_seconds=1.5), store, "daily", clock, program=child(tmp_path, script)
    )

    assert result.status == "killed"
    assert time.monotonic() - began < 40  # the grandchild would sleep for 60
    for pid in map(int, pids.read_text().split()):
        wait_for(lambda pid=pid: not _lives(pid))  # a kill is carried out when the system has time


def test_a_stop_ends_a_crawl_early(store: Store, clock: SetClock, tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()

    result = crawl(
        config(tmp_path),
        store,
        "daily",
        clock,
        stop=stop,
        program=child(tmp_path, "import time; time.sleep(60)"),
    )

    assert (result.status, result.message) == ("killed", "stopped")


def test_a_child_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    pids = tmp_path / "pid"
    (tmp_path / "sleeper.py").write_text(
        f"import os, time; open({str(pids)!r} + '.part', 'w').write(str(os.getpid()));"
        f"os.rename({str(pids)!r} + '.part', {str(pids)!r}); time.sleep(60)"
    )
    parent = (
        "import sys; from pathlib import Path; from jiannuo.clock import SystemClock;"
        "from jiannuo.config.load import Config; from jiannuo.config.settings import Settings;"
        "from jiannuo.store.engine import Store; from jiannuo.store.migrate import migrate;"
        "from scheduler.children import crawl; s = Store('sqlite:///' + sys.argv[1]); migrate(s);"
        "crawl(Config(Settings(), Path()), s, 'daily', SystemClock(),"
        "program=('-m', 'scheduler.launch', 'sleeper'))"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    process = subprocess.Popen([sys.executable, "-c", parent, str(tmp_path / "x.db")], env=environment)
    wait_for(pids.exists)

    process.kill()
    process.wait()

    child_pid = int(pids.read_text())
    wait_for(lambda: not _lives(child_pid))


def wait_for(condition: Callable[[], bool]) -> None:
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < 20, "waited in vain"
        time.sleep(0.02)


def test_the_parent_never_imports_the_crawler() -> None:
    probe = "import scheduler.daemon, scheduler.children, sys; print('scrapy' in sys.modules, 'crawler' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "False"]


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A zombie that nobody reaps in this container is dead for our purpose.
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
