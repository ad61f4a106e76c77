"""One process and its children, measured while they run: seconds, and for each of them CPU and memory (Linux)."""

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_LOOK_SECONDS = 0.1
_LITTLE = 0.1  # seconds of CPU: what spends less is no part of the work
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Spent:
    """What one process has spent so far: seconds of CPU, and the peak of its resident memory in MB."""

    cpu: float = 0.0
    peak: float = 0.0


@dataclass(slots=True)
class Measured:
    """A run: what each process spent, the process itself first, and the last line it said."""

    processes: list[Spent] = field(default_factory=list)
    last: str = ""


def measure(words: Sequence[str], folder: Path) -> Measured:
    """Run to the end; fails unless it ends well. What ends between two looks (0.1 s) has spent a little more."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment)
    found, seen = Measured(), dict[int, Spent]()

    def listen() -> None:
        for line in process.stdout or ():
            found.last = line

    reader = threading.Thread(target=listen)
    reader.start()
    while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        for number in (process.pid, *_children(process.pid)):
            _look(number, seen.setdefault(number, Spent()))
        time.sleep(_LOOK_SECONDS)
    _look(process.pid, seen.setdefault(process.pid, Spent()))
    assert process.wait() == 0, f"exit code {process.returncode}"
    reader.join()
    found.processes = [
        spent for number, spent in seen.items() if number == process.pid or spent.cpu > _LITTLE
    ]
    return found


def spent_by(number: int) -> Spent:
    """What a process that runs has spent."""
    spent = Spent()
    _look(number, spent)
    return spent


def _children(number: int) -> Iterator[int]:
    with contextlib.suppress(OSError):
        yield from map(int, Path(f"/proc/{number}/task/{number}/children").read_text().split())


def _look(number: int, spent: Spent) -> None:
    folder = Path(f"/proc/{number}")
    with contextlib.suppress(OSError):
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        spent.cpu = (int(fields[11]) + int(fields[12])) / _TICK
        for line in (folder / "status").read_text().splitlines():
            if line.startswith("VmHWM"):
                spent.peak = int(line.split()[1]) / 1024
