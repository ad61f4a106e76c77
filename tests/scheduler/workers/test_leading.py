"""Of several daemons on one PostgreSQL exactly one leads; another does when it dies or its line breaks."""

import json
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jiannuo.store.engine import Store
from jiannuo.store.leading import Lead
from jiannuo.store.workers import all_workers

JIANNUO = Path(sys.executable).with_name("jiannuo")
REGISTER = Path(__file__).parents[2] / "fixtures" / "registers" / "binhai.yaml"


@pytest.fixture
def server(empty_in_postgresql: Callable[[], str]) -> Iterator[Store]:
    store = Store(empty_in_postgresql())
    yield store
    store.close()


def cut_lines(server: Store) -> None:
    """What a broken network or a restart of the server does to whoever holds the lock."""
    with server.engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND "
            "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )


def test_of_eight_that_ask_at_once_exactly_one_leads(server: Store) -> None:
    for _ in range(5):
        leads, gate = [Lead(server) for _ in range(8)], threading.Barrier(8)
        got: list[bool] = []

        def ask(lead: Lead, gate: threading.Barrier = gate, got: list[bool] = got) -> None:
            gate.wait()
            got.append(lead.take())

        asking = [threading.Thread(target=ask, args=(lead,)) for lead in leads]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
        assert sorted(got) == [False] * 7 + [True]
        assert sum(lead.holds() for lead in leads) == 1
        for lead in leads:
            lead.give_up()


def test_who_lost_the_line_knows_it_and_another_may_lead(server: Store) -> None:
    old, new = Lead(server), Lead(server)
    assert old.take()
    assert not new.take()
    cut_lines(server)
    assert not old.holds()
    assert new.take()
    assert not old.take()
    new.give_up()


class Daemon:
    """`jiannuo run` on a database that several share."""

    def __init__(self, folder: Path, url: str) -> None:
        folder.mkdir()
        (folder / "outlets").mkdir()
        (folder / "config.yaml").write_text(
            f"{{database: '{url}', register: '{REGISTER}', outlets: {{folders: [outlets]}}, web: {{port: 0}}}}"
        )
        words = [str(JIANNUO), "run", "--config", str(folder / "config.yaml")]
        self.process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
        self.address = self.until("/readyz").split()[-1]

    def until(self, words: str) -> str:
        assert self.process.stderr
        for line in self.process.stderr:
            if words in line:
                return line
        raise AssertionError(f"ended before it said {words!r}")

    def ready(self) -> dict[str, Any]:
        with urllib.request.urlopen(self.address, timeout=10) as answer:  # noqa: S310
            found: dict[str, Any] = json.load(answer)
        return found


@pytest.fixture
def daemons() -> Iterator[list[Daemon]]:
    started: list[Daemon] = []
    yield started
    for daemon in started:
        daemon.process.kill()
        daemon.process.wait()
        if daemon.process.stderr:
            daemon.process.stderr.close()


def test_a_second_daemon_stands_by_and_leads_within_two_ticks_of_the_firsts_death(
    server: Store, tmp_path: Path, daemons: list[Daemon]
) -> None:
    url = server.url
    daemons.append(Daemon(tmp_path / "one", url))
    daemons[0].until(" started ")
    daemons.append(Daemon(tmp_path / "two", url))
    daemons[1].until(" standing_by")

    assert daemons[1].ready()["standing_by"]
    assert sorted(worker.doing for worker in all_workers(server)) == [("leading",), ("standing by",)]
    daemons[0].process.send_signal(signal.SIGKILL)
    died = time.monotonic()
    daemons[1].until(" started ")

    assert time.monotonic() - died < 10
    assert not daemons[1].ready()["standing_by"]


def test_a_leader_whose_line_breaks_stops_leading_and_takes_the_lead_again_when_it_is_free(
    server: Store, tmp_path: Path, daemons: list[Daemon]
) -> None:
    daemons.append(Daemon(tmp_path / "one", server.url))
    daemons[0].until(" started ")
    cut_lines(server)

    for words in (" lead_lost ", " stopped ", " started "):
        daemons[0].until(words)
    daemons[0].process.send_signal(signal.SIGTERM)
    assert daemons[0].process.wait(20) == 0
    assert all_workers(server) == []
