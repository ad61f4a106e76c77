"""The full counts of what can go wrong with mail: ``python benchmarks/faults_mail.py [KILLS] [SESSIONS] [RANDOM_KILLS]``.

Runs the tests of mail with KILLS (50) at each of the sixteen named points, SESSIONS (1,000) scripted sessions
of a failing server, RANDOM_KILLS (300) at random moments, and 5,000 hostile headlines, names and texts.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Run all four; the exit code tells whether nothing was lost, doubled outside the gap, or added to a header."""
    kills, sessions, random_kills = [*sys.argv[1:], *("50", "1000", "300")[len(sys.argv) - 1 :]]
    suites = (
        ("kills at named points", "test_kills.py", {"JIANNUO_KILLS": kills}),
        (
            "sessions and random kills",
            "test_mail_soak.py",
            {"JIANNUO_SESSIONS": sessions, "JIANNUO_KILLS": random_kills},
        ),
        ("hostile headlines", "test_message_headers.py", {"JIANNUO_HEADLINES": "5000"}),
    )
    good = True
    for title, file, counts in suites:
        words = [sys.executable, "-m", "pytest", "-q", str(ROOT / "tests" / "scheduler" / file)]
        began = time.monotonic()
        passed = subprocess.run(words, cwd=ROOT, env={**os.environ, **counts}, check=False).returncode == 0
        print(
            f"{title} {counts}: {'ok' if passed else 'FAILED'}, {time.monotonic() - began:.0f} s", flush=True
        )
        good &= passed
    sys.exit(not good)


if __name__ == "__main__":
    main()
