"""Ninety days of a daemon over the sample web with an injected clock, a tenth of all requests, mails and posts faulty.

``python benchmarks/soak.py [DAYS [HOURS BETWEEN TWO CRAWLS OF AN OUTLET]]`` prints the ledger; the test fails when a
window is missing or told twice, an error is logged, or memory, files or disk grow without end.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main(days: str = "90", hours: str = "24") -> int:
    """Run the soak in its long form; the exit code of the test."""
    environment = {
        **os.environ,
        "JIANNUO_SOAK_DAYS": days,
        "JIANNUO_SOAK_EVERY": hours,
        "JIANNUO_SOAK_OUTLETS": "all",
    }
    words = [sys.executable, "-m", "pytest", "-q", "-W", "ignore", "tests/scheduler/test_soak.py"]
    return subprocess.run(words, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
