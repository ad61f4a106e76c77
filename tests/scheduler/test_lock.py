"""One daemon for one database, however many start at once."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from jiannuo.errors import BusyError
from jiannuo.lock import single_instance
from jiannuo.store.engine import Store

HOLD = (
    "import sys; from jiannuo.lock import single_instance; from jiannuo.store.engine import Store\n"
    "from jiannuo.errors import BusyError\n"
    "try:\n"
    "    with single_instance(Store('sqlite:///' + sys.argv[1])):\n"
    "        print('held', flush=True); sys.stdin.read()\n"
    "except BusyError as busy: print('busy', busy, flush=True)\n"
)


def holder(database: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_of_eight_that_start_at_once_exactly_one_holds_it(tmp_path: Path) -> None:
    started = [holder(tmp_path / "x.db") for _ in range(8)]
    said = [process.stdout.readline() for process in started if process.stdout]
    winner = next(process for process, line in zip(started, said, strict=True) if line == "held\n")
    for process in started:
        process.communicate("", timeout=20)

    assert said.count("held\n") == 1
    assert all(f"process {winner.pid}" in line for line in said if line != "held\n")


def test_a_holder_that_is_killed_leaves_it_free(tmp_path: Path) -> None:
    process = holder(tmp_path / "x.db")
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    store = Store(f"sqlite:///{tmp_path}/x.db")
    with pytest.raises(BusyError, match=f"process {process.pid}"), single_instance(store):
        pass

    os.kill(process.pid, signal.SIGKILL)
    process.communicate()

    with single_instance(store):
        assert (tmp_path / "x.db.lock").read_text() == f"{os.getpid()}\n"
    store.close()
