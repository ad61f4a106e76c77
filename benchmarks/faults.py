"""The full counts of what hosts do wrong: ``python benchmarks/faults.py [TRIALS] [CYCLES]``.

Runs the tests of hazards with TRIALS (16) of every fault instead of three, then CYCLES (3) times twenty
healthy outlets beside twenty stuck ones, and prints the counts. More suites join by a line in SUITES.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Each runs with many trials; what it counted goes to JIANNUO_FAULT_REPORT where it writes one.
SUITES = ["tests/crawler/test_faults.py", "tests/crawler/test_names.py"]


def run(trials: int) -> bool:
    """Every suite with so many trials; whether all passed."""
    good = True
    for suite in SUITES:
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.json"
            environment = {
                **os.environ,
                "JIANNUO_FAULT_TRIALS": str(trials),
                "JIANNUO_FAULT_REPORT": str(report),
            }
            words = [sys.executable, "-m", "pytest", "-q", str(ROOT / suite)]
            began = time.monotonic()
            good &= subprocess.run(words, cwd=ROOT, env=environment, check=False).returncode == 0
            print(f"{suite}: {time.monotonic() - began:.0f} s")
            if report.exists():
                print(report.read_text())
    return good


def soak(cycles: int) -> bool:
    """Twenty healthy outlets beside twenty stuck ones; whether every healthy one was complete every time."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "crawler")]
    from fault_sites import Sites
    from test_faults import prepared

    from jiannuo.clock import SystemClock
    from jiannuo.config.load import load_config
    from scheduler.children import crawl_many

    stuck = (
        "silent",
        "stall",
        "body-drip",
        "header-drip",
        "endless",
        "loop",
        "cut-chunked",
        "bomb-gzip",
        "reset",
        "500",
    )
    complete, ends, longest = 0, Counter[str](), 0.0
    for _ in range(cycles):
        with Sites() as sites, tempfile.TemporaryDirectory() as name:
            outlets = {}
            for number in range(20):
                host, fault = f"127.30.1.{number + 1}", stuck[number % len(stuck)]
                sites.lists[f"/list/{number}"] = b"".join(
                    b"<a href='/good/%d'>x</a>" % (number * 50 + n) for n in range(1, 6)
                )
                sites.lists[f"/stuck/{number}"] = (
                    f"<a href='/a/{fault}?1'>x</a><a href='/a/{fault}?2'>x</a>".encode()
                )
                for kind, path, at in (("well", "list", host), ("stuck", "stuck", f"127.31.1.{number + 1}")):
                    way = {"way": "listing", "start": [f"http://{at}:{sites.port}/{path}/{number}"]}
                    outlets[f"{kind}-{number}"] = ([at], [way])
            store = prepared(Path(name), sites.port, **outlets)
            config = load_config(Path(name) / "config.yaml")
            for result in crawl_many(config, store, outlets, SystemClock()):
                healthy = result.outlet.startswith("well")
                complete += healthy and result.status == "finished" and sum(result.outcomes.values()) == 5
                complete -= healthy and set(result.outcomes) - {"stored"} != set()
                if not healthy:
                    ends.update(result.outcomes)
                    longest = max(longest, result.seconds)
            store.close()
    told = {"cycles": cycles, "healthy complete": complete, "of": 20 * cycles}
    print(json.dumps({**told, "stuck ends": ends, "longest stuck crawl in s": round(longest, 1)}))
    return complete == 20 * cycles


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    passed = run(numbers[0] if numbers else 16)
    passed &= soak(numbers[1] if len(numbers) > 1 else 3)
    sys.exit(0 if passed else 1)
