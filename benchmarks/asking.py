"""How long pages, the API and searches take over generated reports: `make bench-asking ARGS="10000 100000 1000000 FOLDER"`.

For each address the p95 at each size and its growth, by processor time (ours and the asking client's), which says the
same on a machine that has other things to do; how long a writer waits while readers ask; and searches beside
those of Datasette over the same texts (``benchmarks/beside_datasette.py``). In FOLDER the databases are kept for the next
time: a million reports take an hour to make and 6 GB of disk.
"""

import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from jiannuo.clock import SystemClock
from jiannuo.config.load import shipped_folder
from jiannuo.config.settings import Settings
from jiannuo.model.commitment import Register
from jiannuo.register.load import load_register
from jiannuo.store.engine import Store
from jiannuo.store.migrate import migrate
from query.web.health import Server, listen
from query.web.server import application
from query.web.site import Site

from beside_datasette import beside  # isort: skip
from beside_readers import waiting  # isort: skip
from stored import fill, vocabulary  # isort: skip

PAGES = (
    "/",
    "/?kind=metric",
    "/commitments/A18",
    "/reports/300",
    "/outlets",
    "/api/v1/commitments",
    "/api/v1/commitments/A18",
    "/api/v1/reports",
    "/api/v1/reports?commitment=A18",
    "/api/v1/reports?outlet=outlet-7&stage=operating",
    "/api/v1/changes",
)
SEARCHES = (
    "重庆",
    "金凤",
    "金凤实验室",
    "高新技术企业",
    "重庆 实验室 -医院",
    "科学城建设",
    "{rare}",
    "{rarer}",
)
TIMES = 30


def milliseconds(ask: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    began = clock()
    ask()
    return 1_000 * (clock() - began)


def line(name: str, ask: Callable[[], object]) -> float:
    """Prints the first, the median and the p95 by the clock on the wall; and gives the p95 of processor time."""
    first, walls, busy = milliseconds(ask), [], []
    for _ in range(TIMES):
        began = time.process_time()
        walls.append(milliseconds(ask))
        busy.append(1_000 * (time.process_time() - began))
    worst = int(TIMES * 0.95) - 1
    p95 = sorted(busy)[worst]
    told = (first, sorted(walls)[TIMES // 2], sorted(walls)[worst], p95)
    print(f"  {name:48} " + " ".join(f"{one:8.1f}" for one in told), flush=True)
    return p95


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:  # noqa: S310  (loopback)
        found: bytes = answer.read()
        return found


def measure(size: int, register: Register, folder: Path) -> dict[str, float]:
    """Prints the figures of one size; the p95 of each address."""
    file = folder / f"asking-{size}.db"
    there = file.exists()
    store = Store(f"sqlite:///{file}")
    if not there:
        print(f"making {size:,} reports …", file=sys.stderr)
        fill(store, register, size)
    migrate(store)
    settings = Settings.model_validate({"web": {"per_minute": 1_000_000, "query_seconds": 60}})
    site = Site(store, SystemClock(), register, settings, {})
    server = Server(application(site), listen("127.0.0.1", 0))
    server.start()
    print(
        f"{size:,} reports, {file.stat().st_size / 1e6:,.0f} MB; milliseconds: first, median, p95, p95 of one processor"
    )
    print(f"  the board made ready in the background: {milliseconds(site.tend):.0f} ms")
    rare = vocabulary()
    words = [one.format(rare=rare[1_500], rarer=rare[-1]) for one in SEARCHES]
    searches = [f"/search?q={quote(word)}" for word in words]
    asked = [*PAGES, *searches, f"/search?q={quote('金凤')}&sort=relevance"]
    found = {
        path: line(urllib.request.unquote(path), lambda path=path: fetch(server.address + path))
        for path in asked
    }
    print(f"  worst p95 of one processor: {max(found.values()):.0f} ms")
    waiting(store.url, server.address)
    beside(file, server.address, [word for word in words if " " not in word])
    server.stop()
    store.close()
    return found


def growth(found: dict[int, dict[str, float]]) -> None:
    """p95 by size, and how many times it grew from the smallest to the largest."""
    sizes = sorted(found)
    print("p95 in milliseconds of one processor at " + ", ".join(f"{size:,}" for size in sizes) + "; growth")
    for path in found[sizes[0]]:
        taken = [found[size][path] for size in sizes]
        figures = "".join(f"{one:8.1f}" for one in taken)
        print(f"  {urllib.request.unquote(path):48}{figures}   x {taken[-1] / taken[0]:.1f}")


if __name__ == "__main__":
    known = load_register(shipped_folder("register") / "chongqing-2021.yaml")
    given = [int(one) for one in sys.argv[1:] if one.isdigit()] or [10_000, 100_000]
    kept = [Path(one) for one in sys.argv[1:] if not one.isdigit()]
    with tempfile.TemporaryDirectory() as temporary:
        folder = kept[0] if kept else Path(temporary)
        growth({size: measure(size, known, folder) for size in given})
