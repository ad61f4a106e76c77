"""How long pages, the API and searches take over generated reports: `make bench-asking ARGS="10000 100000"`.

Also: how long a writer waits while readers ask, and the words found beside those of Datasette's way of searching
(SQLite's own tokenizer). A database of a million reports takes some minutes to make and 4 GB of disk.
"""

import sqlite3
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from jiannuo.clock import SystemClock
from jiannuo.config.load import shipped_folder
from jiannuo.config.settings import Settings
from jiannuo.model.asking import Filter
from jiannuo.model.commitment import Register
from jiannuo.register.load import load_register
from jiannuo.store.asking import search
from jiannuo.store.engine import Store
from jiannuo.store.registers import record_register
from query.web.health import Server, listen
from query.web.server import application
from query.web.site import Site

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


def milliseconds(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return 1_000 * (time.perf_counter() - began)


def line(name: str, ask: Callable[[], object]) -> float:
    """Prints first, median and p95; gives the p95."""
    first, taken = milliseconds(ask), sorted(milliseconds(ask) for _ in range(TIMES))
    p95 = taken[int(TIMES * 0.95) - 1]
    print(f"  {name:48} {first:8.1f} {taken[TIMES // 2]:8.1f} {p95:8.1f}", flush=True)
    return p95


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:  # noqa: S310  (loopback)
        found: bytes = answer.read()
        return found


def measure(size: int, register: Register, folder: Path) -> None:
    file = folder / f"asking-{size}.db"
    there = file.exists()
    store = Store(f"sqlite:///{file}")
    if not there:
        print(f"making {size:,} reports …", file=sys.stderr)
        fill(store, register, size)
    settings = Settings.model_validate({"web": {"per_minute": 1_000_000, "query_seconds": 60}})
    server = Server(application(Site(store, SystemClock(), register, settings, {})), listen("127.0.0.1", 0))
    server.start()
    print(f"{size:,} reports, {file.stat().st_size / 1e6:,.0f} MB; milliseconds: first, median, p95")
    rare = vocabulary()
    words = [one.format(rare=rare[1_500], rarer=rare[-1]) for one in SEARCHES]
    asked = [
        *PAGES,
        *(f"/search?q={quote(word)}" for word in words),
        f"/search?q={quote('金凤')}&sort=relevance",
    ]
    worst = max(
        line(urllib.request.unquote(path), lambda path=path: fetch(server.address + path)) for path in asked
    )
    print(f"  worst p95: {worst:.0f} ms")
    waiting(store, register, server.address)
    server.stop()
    beside(file, store, words)
    store.close()


def waiting(store: Store, register: Register, address: str) -> None:
    """The longest wait of a writer while two readers ask without pause."""
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            for path in ("/search?q=" + quote("重庆"), "/commitments/A18", "/api/v1/reports"):
                fetch(address + path)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    taken = []
    for _ in range(40):
        began = time.perf_counter()
        with store.write() as connection:
            record_register(connection, register, datetime.now(UTC))
        taken.append(1_000 * (time.perf_counter() - began))
    stop.set()
    for reader in readers:
        reader.join()
    print(f"  a writer beside two readers: median {sorted(taken)[20]:.0f} ms, longest {max(taken):.0f} ms")


def beside(file: Path, store: Store, words: list[str]) -> None:
    """Datasette asks an FTS5 table with SQLite's tokenizer (`?_search=`): made once for the same texts."""
    with sqlite3.connect(file) as connection:
        made = "SELECT count(*) FROM sqlite_master WHERE name = 'theirs'"
        if not connection.execute(made).fetchone()[0]:
            connection.execute(
                "CREATE VIRTUAL TABLE theirs USING fts5 (title, body, content='reports', content_rowid='id')"
            )
            connection.execute("INSERT INTO theirs (theirs) VALUES ('rebuild')")
    print(
        "  the newest 20 holding a word; milliseconds ours, Datasette's; reports ours, Datasette's, really there"
    )
    with sqlite3.connect(file) as connection:
        for word in (one for one in words if " " not in one):

            def theirs(word: str = word) -> list[tuple[int]]:
                query = (
                    "SELECT id, title, body FROM reports WHERE id IN (SELECT rowid FROM theirs WHERE theirs MATCH ?)"
                    " ORDER BY published DESC LIMIT 20"
                )
                return connection.execute(query, (f'"{word}"',)).fetchall()

            ours = sorted(
                milliseconds(lambda word=word: search(store, Filter(words=(word,)))) for _ in range(9)
            )[4]
            other = sorted(milliseconds(theirs) for _ in range(9))[4]
            mine = len(search(store, Filter(words=(word,), limit=100_000)))
            count = connection.execute(
                "SELECT count(*) FROM theirs WHERE theirs MATCH ?", (f'"{word}"',)
            ).fetchone()[0]
            there = connection.execute(
                "SELECT count(*) FROM reports WHERE instr(body, ?) OR instr(title, ?)", (word, word)
            ).fetchone()[0]
            print(f"  {word:12} {ours:8.1f} {other:8.1f} {mine:10,} {count:10,} {there:10,}", flush=True)


if __name__ == "__main__":
    known = load_register(shipped_folder("register") / "chongqing-2021.yaml")
    given = [int(one) for one in sys.argv[1:] if one.isdigit()] or [10_000, 100_000]
    kept = [Path(one) for one in sys.argv[1:] if not one.isdigit()]
    with tempfile.TemporaryDirectory() as temporary:
        for size in given:
            measure(size, known, kept[0] if kept else Path(temporary))
