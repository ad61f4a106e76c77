"""jiannuo hooks: targets are added, tried, subscribed and removed; their secrets are shown once or never."""

import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from jiannuo_tests_forge import run

KEY = "robot-key-nobody-may-see"


class Robot(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))  # type: ignore[attr-defined]
        body = json.dumps({"errcode": self.server.code}).encode()  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@pytest.fixture
def robot() -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Robot)
    server.bodies, server.code = [], 0
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "outlets").mkdir()
    text = (
        "database: sqlite:///jiannuo.db\noutlets: {folders: [outlets]}\nhooks: {allow_private: [127.0.0.1]}\n"
    )
    (tmp_path / "config.yaml").write_text(text, "utf-8")
    return tmp_path


def jiannuo(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return run([*words, "--config", "config.yaml"], home)


def test_a_robot_is_added_tried_subscribed_and_removed(home: Path, robot: Any) -> None:
    url = f"http://127.0.0.1:{robot.server_port}/send?key={KEY}"
    steps = [
        jiannuo(home, "hooks", "add", "team", "--kind", "wecom", "--url", url),
        jiannuo(home, "hooks", "test", "team"),
        jiannuo(home, "subscribers", "add", "hook:team", "--cadence", "weekly"),
        jiannuo(home, "hooks", "list"),
        jiannuo(home, "hooks", "list", "--json"),
        jiannuo(home, "subscribers", "list"),
        jiannuo(home, "subscribers", "export"),
    ]
    removed = jiannuo(home, "hooks", "remove", "team", "--json")

    assert [step.returncode for step in steps] == [0] * 7, [step.stderr for step in steps]
    assert "测试消息" in robot.bodies[0].decode()
    assert KEY not in "".join(step.stdout + step.stderr for step in steps)
    assert json.loads(steps[4].stdout)[0]["last"][0] == "sent"
    assert json.loads(steps[6].stdout) == []
    assert json.loads(removed.stdout) == {"removed": "team", "subscriptions": 1}
    assert "hook:team" not in jiannuo(home, "subscribers", "list").stdout


def test_a_robot_that_says_no_is_told_with_exit_code_7(home: Path, robot: Any) -> None:
    robot.code = 93000
    url = f"http://127.0.0.1:{robot.server_port}/send?key={KEY}"
    jiannuo(home, "hooks", "add", "team", "--kind", "wecom", "--url", url)

    tried = jiannuo(home, "hooks", "test", "team")

    assert tried.returncode == 7
    assert "errcode 93000" in tried.stderr
    assert KEY not in tried.stderr


def test_a_made_secret_is_shown_once_and_a_rotation_shows_the_new_one(home: Path) -> None:
    added = jiannuo(home, "hooks", "add", "app", "--url", "https://app.example/hook")
    rotated = jiannuo(home, "hooks", "rotate", "app")
    listed = jiannuo(home, "hooks", "list", "--json")

    assert added.stdout.startswith("whsec_")
    assert rotated.stdout.startswith("whsec_")
    assert rotated.stdout != added.stdout
    assert "whsec_" not in listed.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["hooks", "add", "Team!", "--url", "https://x.example/"], "a-z, 0-9"),
        (["hooks", "add", "team", "--url", "ftp://x.example/"], "env:NAME"),
        (
            ["hooks", "add", "team", "--kind", "slack", "--url", "https://x.example/", "--secret", "s"],
            "signs nothing",
        ),
        (["hooks", "test", "nobody"], "jiannuo hooks list"),
        (["subscribers", "add", "hook:nobody"], "jiannuo hooks add nobody"),
    ],
)
def test_a_wrong_call_is_told_with_its_remedy(home: Path, words: list[str], says: str) -> None:
    done = jiannuo(home, *words)

    assert done.returncode == 2
    assert says in done.stderr
