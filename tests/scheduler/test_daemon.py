"""The daemon as a real process: one at a time, healthy on demand, ended in good order."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jiannuo.model.subscription import Wish
from jiannuo.store.engine import Store
from jiannuo.store.migrate import migrate
from jiannuo.store.runs import last_runs, start_run
from jiannuo.store.subscriptions import add_subscription
from jiannuo.store.tables import deliveries

JIANNUO = Path(sys.executable).with_name("jiannuo")
REGISTER = Path(__file__).parents[2] / "register" / "chongqing-2021.yaml"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "outlets").mkdir()
    write_config(tmp_path)
    return tmp_path


def write_config(home: Path, more: str = "") -> Path:
    """A configuration without outlets, so that nothing is fetched; mail as ``more`` says."""
    file = home / "config.yaml"
    file.write_text(
        f"database: sqlite:///jiannuo.db\nregister: {REGISTER}\noutlets:\n  folders: [outlets]\n"
        f"web:\n  port: 0\n{more}",
        "utf-8",
    )
    return file


class Running:
    """A daemon under test."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.process = subprocess.Popen(
            [str(JIANNUO), "run", "--config", str(home / "config.yaml")],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )
        self.said: list[str] = []
        self.url = ""
        assert self.process.stderr
        for line in self.process.stderr:
            self.said.append(line)
            if "/readyz" in line:
                self.url = line.split()[-1].removesuffix("/readyz")
            if " started " in line:
                break

    def read_until(self, words: str) -> str:
        assert self.process.stderr
        for line in self.process.stderr:
            self.said.append(line)
            if words in line:
                return line
        raise AssertionError("".join(self.said))

    def get(self, path: str) -> tuple[int, dict[str, Any]]:
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:  # noqa: S310
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as answer:
            return answer.code, json.load(answer)

    def status(self, path: str, token: str = "") -> int:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        asking = urllib.request.Request(self.url + path, headers=headers)  # noqa: S310
        try:
            with urllib.request.urlopen(asking, timeout=10) as answer:  # noqa: S310
                return int(answer.status)
        except urllib.error.HTTPError as answer:
            return answer.code

    def reload(self, home: Path, text: str, until: str) -> None:
        (home / "config.yaml").write_text(text, "utf-8")
        self.process.send_signal(signal.SIGHUP)
        self.read_until(until)

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        began = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(30)
        assert self.process.stderr
        self.said += self.process.stderr.readlines()
        self.process.stderr.close()
        return code, time.monotonic() - began


@pytest.fixture
def started() -> Iterator[list[Running]]:
    running: list[Running] = []
    yield running
    for daemon in running:
        if daemon.process.poll() is None:
            daemon.process.kill()
            daemon.process.wait()
        if daemon.process.stderr:
            daemon.process.stderr.close()


def jiannuo(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    words = (*words, "--config", str(home / "config.yaml"))
    return subprocess.run([str(JIANNUO), *words], capture_output=True, text=True, timeout=60, check=False)


def test_it_is_healthy_and_ends_on_sigterm_with_0(home: Path, started: list[Running]) -> None:
    daemon = Running(home)
    started.append(daemon)

    alive, ready = daemon.get("/healthz"), daemon.get("/readyz")
    code, seconds = daemon.end()

    assert (alive[0], alive[1]["alive"]) == (200, True)
    assert (ready[0], ready[1]["ready"]) == (200, True), ready
    assert set(ready[1]["checks"]) == {"stopping", "tick", "database", "outbox", "outlets", "disk"}
    assert (code, seconds < 20) == (0, True)
    assert "Traceback" not in "".join(daemon.said)


def test_a_second_daemon_is_refused_and_names_the_first(home: Path, started: list[Running]) -> None:
    daemon = Running(home)
    started.append(daemon)

    second = jiannuo(home, "run")
    send = jiannuo(home, "digest", "--send")

    for refused in (second, send):
        assert refused.returncode == 4
        assert f"process {daemon.process.pid}" in refused.stderr
        assert "Traceback" not in refused.stderr


def test_after_a_kill_the_lock_is_free_and_runs_left_open_are_closed(
    home: Path, started: list[Running]
) -> None:
    daemon = Running(home)
    started.append(daemon)
    store = Store(f"sqlite:///{home}/jiannuo.db")
    start_run(store, "daily", datetime.now(UTC))
    daemon.process.kill()
    daemon.process.wait()

    again = Running(home)
    started.append(again)

    assert last_runs(store)["daily"].status == "killed"
    store.close()
    assert again.end()[0] == 0


def test_a_taken_port_is_told_with_its_remedy(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        write_config(home)
        text = (home / "config.yaml").read_text("utf-8").replace("port: 0", f"port: {port}")
        (home / "config.yaml").write_text(text, "utf-8")

        refused = jiannuo(home, "run")

    assert refused.returncode == 4
    assert f"port {port}" in refused.stderr
    assert "web.port" in refused.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mial:\n  host: x\n", "mail"),
        ("mail:\n  hots: x\n", "host"),
        ("digest:\n  zone: Asia/Shangha\n", "zone"),
    ],
)
def test_a_wrong_setting_is_named(home: Path, text: str, words: str) -> None:
    write_config(home, text)

    refused = jiannuo(home, "run")

    assert refused.returncode == 3
    assert words in refused.stderr
    assert "config.yaml" in refused.stderr


def test_what_is_due_is_mailed_by_the_daemon(home: Path, server: Any, started: list[Running]) -> None:
    store = due_mail(home, server)

    daemon = Running(home)
    started.append(daemon)
    wait_for(lambda: bool(server.accepted))
    daemon.end()

    assert len(server.accepted) == 1
    with store.read() as connection:
        assert [row.state for row in connection.execute(deliveries.select())] == ["sent"]
    store.close()


def test_sigterm_while_the_mail_server_hangs_ends_in_time_and_loses_nothing(
    home: Path, server: Any, started: list[Running]
) -> None:
    server.script = lambda recipient, attempt: "dot-hang"
    store = due_mail(home, server)
    daemon = Running(home)
    started.append(daemon)
    wait_for(lambda: bool(server.accepted))

    code, seconds = daemon.end()

    assert code == 0
    assert seconds < 20
    with store.read() as connection:
        assert [row.state for row in connection.execute(deliveries.select())] == ["ambiguous"]
    store.close()


def test_a_hangup_takes_up_good_settings_and_refuses_bad_ones(
    home: Path, server: Any, started: list[Running]
) -> None:
    daemon = Running(home)
    started.append(daemon)
    (home / "config.yaml").write_text("mial: {}\n", "utf-8")
    daemon.process.send_signal(signal.SIGHUP)
    assert "reload_refused" in daemon.read_until(" reload_refused ")

    due_mail(home, server).close()
    daemon.process.send_signal(signal.SIGHUP)
    daemon.read_until(" reloaded ")
    wait_for(lambda: bool(server.accepted))

    assert daemon.get("/readyz")[0] == 200
    assert daemon.end()[0] == 0


def test_a_hangup_changes_who_may_read_and_opens_the_forms(home: Path, started: list[Running]) -> None:
    daemon = Running(home)
    started.append(daemon)
    before = daemon.status("/api/v1/commitments"), daemon.status("/subscribe")

    text = write_config(home).read_text("utf-8")
    text += "  token: secret-of-readers\n  public_url: https://promises.example\n"
    daemon.reload(home, text, " reloaded ")

    assert before == (200, 404)
    assert daemon.status("/api/v1/commitments") == 401
    assert daemon.status("/api/v1/commitments", "secret-of-readers") == 200
    assert daemon.status("/subscribe") == 200


@pytest.mark.parametrize(
    "wrong",
    [
        "  token: env:NOBODY_SET_THIS\n",
        "mail: {password: file:/nowhere/at/all}\n",
        "register: other.yaml\n",
        "database: sqlite:///other.db\n",
        "watch: {ping_url: env:NOBODY_SET_THIS}\n",
    ],
)
def test_a_hangup_with_something_wrong_changes_nothing_at_all(
    home: Path, started: list[Running], wrong: str
) -> None:
    good = write_config(home).read_text("utf-8") + "  token: first\n"
    (home / "config.yaml").write_text(good, "utf-8")
    (home / "other.yaml").write_text("id: other\n", "utf-8")
    daemon = Running(home)
    started.append(daemon)

    key = wrong.partition(":")[0]
    text = "".join(line for line in good.splitlines(True) if not line.startswith(f"{key}:"))
    daemon.reload(home, text.replace("  token: first\n", "  token: second\n") + wrong, " reload_refused ")

    assert daemon.status("/api/v1/commitments", "first") == 200
    assert daemon.status("/api/v1/commitments", "second") == 401


def test_systemd_hears_that_it_is_ready_and_alive(home: Path, tmp_path: Path, started: list[Running]) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(20)
        daemon = Running(home, NOTIFY_SOCKET=str(tmp_path / "notify"))
        started.append(daemon)
        heard = {manager.recv(1000).decode().split("\n")[0] for _ in range(2)}
        daemon.end()
        heard.add(manager.recv(1000).decode())

    assert {"READY=1", "WATCHDOG=1"} <= heard


def due_mail(home: Path, server: Any) -> Store:
    write_config(
        home,
        f"mail:\n  host: 127.0.0.1\n  port: {server.port}\n  security: none\n  sender: n@sender.example\n",
    )
    store = Store(f"sqlite:///{home}/jiannuo.db")
    migrate(store)
    two_days_ago = datetime.now(UTC) - timedelta(days=2)
    add_subscription(store, "a@example.org", Wish(send_empty=True), two_days_ago)
    return store


def wait_for(condition: Any, seconds: float = 20) -> None:
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "waited in vain"
        time.sleep(0.02)
