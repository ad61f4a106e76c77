"""The full counts of what hosts do wrong: ``python benchmarks/faults.py [TRIALS] [CYCLES]``.

Runs the tests of hazards with TRIALS (16) of every fault of hosts and of DNS and of every kill of a crawl
(8 points and as many random moments: 144 kills, some 350 crawls) instead of three, and the kills of the
demonstration with all its outlets; then CYCLES (3) times twenty healthy outlets alone and beside twenty
stuck ones, and prints the counts. More suites join in SUITES.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.children import CrawlResult

ROOT = Path(__file__).parent.parent
# Each runs with many trials; what it counted goes to JIANNUO_FAULT_REPORT where it writes one.
SUITES = [
    "tests/crawler/test_faults.py",
    "tests/crawler/test_names.py",
    "tests/crawler/test_crawl_kills.py",
    "tests/query/demo/test_demo_kills.py",
]
SLOWER = 1.2


def run(trials: int) -> bool:
    """Every suite with so many trials; whether all passed."""
    good = True
    for suite in SUITES:
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.json"
            environment = {
                **os.environ,
                "JIANNUO_FAULT_TRIALS": str(trials),
                "JIANNUO_CRAWL_KILLS": str(trials),
                "JIANNUO_DEMO_OUTLETS": "all",
                "JIANNUO_FAULT_REPORT": str(report),
            }
            words = [sys.executable, "-m", "pytest", "-q", str(ROOT / suite)]
            began = time.monotonic()
            good &= subprocess.run(words, cwd=ROOT, env=environment, check=False).returncode == 0
            print(f"{suite}: {time.monotonic() - began:.0f} s")
            if report.exists():
                print(report.read_text())
    return good


STUCK = (
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
OUTLETS, PAGES = 20, 5


def soak(cycles: int) -> bool:
    """Twenty healthy outlets alone, then beside twenty stuck ones; whether each was complete and none slower.

    Slower is a median crawl of more than 1.2 times the median of the crawls that ran alone.
    """
    alone, beside, complete = [], [], 0
    ends, longest = Counter[str](), 0.0
    for _ in range(cycles):
        for taken, with_stuck in ((alone, False), (beside, True)):
            for result in crawls(with_stuck=with_stuck):
                if result.outlet.startswith("well"):
                    complete += result.status == "finished" and result.outcomes == {"stored": PAGES}
                    taken.append(result.seconds)
                else:
                    ends.update(result.outcomes)
                    longest = max(longest, result.seconds)
    ratio = median(beside) / median(alone)
    told = {"cycles": cycles, "healthy complete": complete, "of": 2 * OUTLETS * cycles}
    told |= {"median crawl alone in s": round(median(alone), 2), "beside in s": round(median(beside), 2)}
    told |= {"ratio": round(ratio, 2), "stuck ends": ends, "longest stuck crawl in s": round(longest, 1)}
    print(json.dumps(told))
    return complete == 2 * OUTLETS * cycles and ratio <= SLOWER


def crawls(*, with_stuck: bool) -> "list[CrawlResult]":
    """One round of crawls, two at a time: healthy outlets, and stuck ones between them."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "crawler")]
    sys.modules["jiannuo_tests_forge"] = import_module("forge")  # as pytest knows it
    from fault_sites import Sites
    from test_faults import prepared

    from jiannuo.clock import SystemClock
    from jiannuo.config.load import load_config
    from scheduler.children import crawl_many

    with Sites() as sites, tempfile.TemporaryDirectory() as name:
        outlets = {}
        for number in range(OUTLETS):
            fault = STUCK[number % len(STUCK)]
            well = "".join(f"<a href='/good/{number * 50 + n}'>x</a>" for n in range(1, PAGES + 1))
            sites.lists[f"/list/{number}"] = well.encode()
            sites.lists[f"/stuck/{number}"] = (
                f"<a href='/a/{fault}?1'>x</a><a href='/a/{fault}?2'>x</a>".encode()
            )
            kinds = [("well", "list", 30)] + [("stuck", "stuck", 31)] * with_stuck
            for kind, path, net in kinds:
                host = f"127.{net}.1.{number + 1}"
                way = {"way": "listing", "start": [f"http://{host}:{sites.port}/{path}/{number}"]}
                outlets[f"{kind}-{number}"] = ([host], [way])
        store = prepared(Path(name), sites.port, **outlets)
        config = load_config(Path(name) / "config.yaml")
        results = list(crawl_many(config, store, outlets, SystemClock()))
        store.close()
    return results


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    passed = run(numbers[0] if numbers else 16)
    passed &= soak(numbers[1] if len(numbers) > 1 else 3)
    sys.exit(0 if passed else 1)
