"""The full counts of what can go wrong with mail, on SQLite and on PostgreSQL: ``python benchmarks/faults_mail.py``.

Kills at each of the sixteen named points of building and sending, kills at random moments, scripted sessions of a
failing server, and hostile headlines, names and texts. Dots and lines on stderr show how far it is; after each suite
stands what was run, and a JSON line in the end. Smaller counts: ``--kills 10 --random 50``.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Run all; the exit code tells whether nothing was lost, doubled outside the gap, or added to a header."""
    asked = _asked()
    results = {
        title: _run(title, test, counts)
        for title, test, counts in (
            (
                "kills at named points",
                "test_kills.py",
                {"JIANNUO_KILLS": asked.kills, "JIANNUO_KILLS_PG": asked.kills_pg},
            ),
            (
                "kills at random moments",
                "test_mail_soak.py::test_kills_at_random_moments_lose_nothing",
                {"JIANNUO_KILLS": asked.random, "JIANNUO_KILLS_PG": asked.random_pg},
            ),
            (
                "scripted sessions",
                "test_mail_soak.py::test_random_faults_lose_nothing_and_repeat_only_what_was_in_doubt",
                {"JIANNUO_SESSIONS": asked.sessions},
            ),
            ("hostile headlines", "test_message_headers.py", {"JIANNUO_HEADLINES": asked.headlines}),
        )
    }
    print(json.dumps(results))
    sys.exit(not all(result["passed"] for result in results.values()))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="at each point, on SQLite")
    parser.add_argument("--kills-pg", type=int, default=40, help="at each point, on PostgreSQL")
    parser.add_argument("--random", type=int, default=1_000, help="at random moments, on SQLite")
    parser.add_argument("--random-pg", type=int, default=300, help="at random moments, on PostgreSQL")
    parser.add_argument("--sessions", type=int, default=1_000)
    parser.add_argument("--headlines", type=int, default=5_000)
    return parser.parse_args()


def _run(title: str, test: str, counts: dict[str, int]) -> dict[str, object]:
    words = [sys.executable, "-m", "pytest", "-qs", str(ROOT / "tests" / "scheduler" / test)]
    environment = {**os.environ, **{name: str(count) for name, count in counts.items()}}
    print(f"{title} {counts}", flush=True)
    began = time.monotonic()
    passed = subprocess.run(words, cwd=ROOT, env=environment, check=False).returncode == 0
    seconds = round(time.monotonic() - began)
    print(f"{title}: {'ok' if passed else 'FAILED'}, {seconds} s", flush=True)
    return {"passed": passed, "seconds": seconds, **counts}


if __name__ == "__main__":
    main()
