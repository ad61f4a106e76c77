"""How long a writer of another process, as every crawl is one, waits while two readers ask without pause."""

import multiprocessing
import threading
import time
import urllib.request
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime

# The last three read much of what is stored.
READ = (
    "/search?q=%E9%87%8D%E5%BA%86",
    "/commitments/A18",
    "/api/v1/reports",
    "/events.atom",
    "/?as_of=2024-01-01",
    "/export/reports.csv?q=%E7%A7%91%E5%AD%A6%E5%9F%8E",
)
WRITES = 200


def waiting(url: str, address: str) -> None:
    """Prints the median, the p95 and the longest of WRITES short transactions, beside readers and alone."""
    stop = threading.Event()

    def read(first: int) -> None:
        while not stop.is_set():
            for path in (*READ[first:], *READ[:first]):
                with urllib.request.urlopen(address + path) as answer:  # noqa: S310  (loopback)
                    answer.read()
                if stop.is_set():
                    return

    readers = [threading.Thread(target=read, args=(place * 3,)) for place in range(2)]
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
        alone = apart.submit(written, url).result()
        for reader in readers:
            reader.start()
        beside = apart.submit(written, url).result()
        stop.set()
    for reader in readers:
        reader.join()
    for name, taken in (("alone", alone), ("beside two readers", beside)):
        told = f"median {taken[WRITES // 2]:.0f} ms, p95 {taken[int(WRITES * 0.95)]:.0f} ms, longest {taken[-1]:.0f} ms"
        print(f"  {WRITES} writes {name}: {told}", flush=True)


def written(url: str) -> list[float]:
    """How many milliseconds each write took, the quickest first."""
    from jiannuo.store.engine import Store
    from jiannuo.store.runs import start_run

    store, taken = Store(url), []
    for _ in range(WRITES):
        began = time.perf_counter()
        start_run(store, "benchmark", datetime.now(UTC))
        taken.append(1_000 * (time.perf_counter() - began))
        time.sleep(0.02)  # a crawl fetches between two writes
    store.close()
    return sorted(taken)
