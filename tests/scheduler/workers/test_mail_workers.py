"""Several mail workers drain one outbox: each copy goes once, also when one of them is killed at it."""

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import util
from pathlib import Path
from typing import Any

import pytest

from jiannuo.store.engine import Store
from jiannuo.store.tables import deliveries

JIANNUO = Path(sys.executable).with_name("jiannuo")
REGISTER = Path(__file__).parents[2] / "fixtures" / "registers" / "binhai.yaml"
COPIES, CONNECTIONS = 40, 2


@pytest.fixture
def server() -> Iterator[Any]:
    spec = util.spec_from_file_location("jiannuo_tests_smtp", Path(__file__).parents[1] / "fake_smtp.py")
    assert spec
    assert spec.loader
    module = util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    server = module.FakeServer()
    yield server
    server.close()


@pytest.fixture
def outbox(empty_in_postgresql: Callable[[], str]) -> Iterator[Store]:
    store = Store(empty_in_postgresql())
    now = datetime.now(UTC) - timedelta(minutes=1)
    rows = [
        {
            "recipient": f"r{number}@example.org", "message_id": f"<{number}@x>", "state": "pending",
            "message": f"Message-ID: <{number}@x>\r\n\r\ntext\r\n".encode(), "next_attempt": now,
            "queued_at": now, "attempts": 0, "ambiguous": False, "last_answer": "",
        }
        for number in range(COPIES)
    ]  # fmt: skip
    with store.write() as connection:
        connection.execute(deliveries.insert(), rows)
    yield store
    store.close()


@pytest.fixture
def start(outbox: Store, server: Any, tmp_path: Path) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    (tmp_path / "config.yaml").write_text(
        f"{{database: '{outbox.url}', register: '{REGISTER}', workers: {{lost_seconds: 3}}, mail: {{host: 127.0.0.1, "
        f"port: {server.port}, security: none, sender: n@s.example, per_minute: 1000, connections: {CONNECTIONS}}}}}"
    )
    started: list[subprocess.Popen[bytes]] = []

    def one() -> "subprocess.Popen[bytes]":
        words = [str(JIANNUO), "worker", "--mail", "--config", str(tmp_path / "config.yaml")]
        started.append(subprocess.Popen(words, stderr=subprocess.DEVNULL))
        return started[-1]

    yield one
    for process in started:
        process.kill()
        process.wait()


def states(store: Store) -> Counter[str]:
    with store.read() as connection:
        return Counter(row.state for row in connection.execute(deliveries.select()))


def until(what: Callable[[], bool]) -> None:
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < 40, "waited in vain"
        time.sleep(0.05)


def test_two_mail_workers_send_each_copy_once_and_end_in_good_order(
    outbox: Store, server: Any, start: Callable[[], "subprocess.Popen[bytes]"]
) -> None:
    workers = [start(), start()]
    until(lambda: states(outbox)["sent"] == COPIES)
    for worker in workers:
        worker.send_signal(signal.SIGTERM)

    assert [worker.wait(20) for worker in workers] == [0, 0]
    assert Counter(mail.recipient for mail in server.accepted) == {
        f"r{number}@example.org": 1 for number in range(COPIES)
    }


def test_what_a_killed_mail_worker_held_is_sent_by_another_and_only_what_was_in_doubt_waits(
    outbox: Store, server: Any, start: Callable[[], "subprocess.Popen[bytes]"]
) -> None:
    first = start()
    until(lambda: len(server.accepted) >= 3)
    first.kill()
    first.wait()
    start()
    until(lambda: states(outbox)["sent"] + states(outbox)["ambiguous"] == COPIES)

    ended = states(outbox)
    assert ended["ambiguous"] <= CONNECTIONS
    sent = Counter(mail.recipient for mail in server.accepted)
    assert set(sent.values()) == {1}
    assert len(sent) >= COPIES - ended["ambiguous"]
