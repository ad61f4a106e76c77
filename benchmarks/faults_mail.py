"""The full counts of what can go wrong with mail, on SQLite and on PostgreSQL: ``python benchmarks/faults_mail.py``.

Kills at each of the sixteen named points of building and sending, kills at random moments, scripted sessions of a
failing server, and hostile headlines, names and texts. After each suite stands what was run, and a JSON line in the
end. One suite alone: ``points``, ``random``, ``sessions`` or ``headlines``; smaller counts: ``--kills 10 --random 50``.

Two processes share a suite, and databases lie in memory where the system has such a folder: what a SIGKILL leaves
behind does not depend on whether a page has reached the disk.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
IN_MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of our own is made in it)


@dataclass(frozen=True, slots=True)
class Suite:
    """Tests with the environment that sets their counts; ``tells`` when their output says what was run."""

    title: str
    test: str
    counts: dict[str, int]
    tells: bool = False


def main() -> None:
    """Run all; the exit code tells whether nothing was lost, doubled outside the gap, or added to a header."""
    asked = _asked()
    suites = _suites(asked)
    results = {name: _run(suites[name]) for name in (asked.suites or suites)}
    print(json.dumps(results))
    sys.exit(not all(result["passed"] for result in results.values()))


def _suites(asked: argparse.Namespace) -> dict[str, Suite]:
    kills = {"JIANNUO_KILLS": asked.kills, "JIANNUO_KILLS_PG": asked.kills_pg}
    random = {"JIANNUO_KILLS": asked.random, "JIANNUO_KILLS_PG": asked.random_pg}
    soak = "test_mail_soak.py::test_"
    return {
        "points": Suite("kills at each named point", "test_kills.py", kills),
        "random": Suite(
            "kills at random moments", f"{soak}kills_at_random_moments_lose_nothing", random, tells=True
        ),
        "sessions": Suite(
            "scripted sessions",
            f"{soak}random_faults_lose_nothing_and_repeat_only_what_was_in_doubt",
            {"JIANNUO_SESSIONS": asked.sessions},
        ),
        "headlines": Suite(
            "hostile headlines", "test_message_headers.py", {"JIANNUO_HEADLINES": asked.headlines}
        ),
    }


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("suites", nargs="*", choices=["points", "random", "sessions", "headlines"])
    parser.add_argument("--kills", type=int, default=100, help="at each point, on SQLite")
    parser.add_argument("--kills-pg", type=int, default=40, help="at each point, on PostgreSQL")
    parser.add_argument("--random", type=int, default=1_000, help="at random moments, on SQLite")
    parser.add_argument("--random-pg", type=int, default=300, help="at random moments, on PostgreSQL")
    parser.add_argument("--sessions", type=int, default=1_000)
    parser.add_argument("--headlines", type=int, default=5_000)
    return parser.parse_args()


def _run(suite: Suite) -> dict[str, object]:
    print(f"{suite.title} {suite.counts}", flush=True)
    environment = {**os.environ, **{name: str(count) for name, count in suite.counts.items()}}
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        words = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal"]
        # Of a thousand tests only the last few folders are kept: they would fill the memory.
        words += [
            "-p",
            "no:cacheprovider",
            f"--basetemp={folder}/t",
            "-o",
            "tmp_path_retention_policy=failed",
        ]
        words += ["-rP"] if suite.tells else []
        words += [str(ROOT / "tests" / "scheduler" / suite.test)]
        running = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        for line in _worth_seeing(running):
            print(line, flush=True)
    passed = running.wait() == 0
    seconds = round(time.monotonic() - began)
    print(f"{suite.title}: {'ok' if passed else 'FAILED'}, {seconds} s", flush=True)
    return {"passed": passed, "seconds": seconds, **suite.counts}


def _worth_seeing(running: "subprocess.Popen[str]") -> Iterator[str]:
    """What pytest says without the log lines of the killed."""
    assert running.stdout
    for line in running.stdout:
        if line.strip() and not line.startswith(
            ("outbox_recovered", "bringing up", "-----", "_____", "copy_")
        ):
            yield line.rstrip()


if __name__ == "__main__":
    main()
