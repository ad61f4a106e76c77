"""A process that has loaded all that a crawl loads, and whose forks are the crawls of a soak: NURSERY-SOCKET REGISTER.

What is soaked is the same code in a process of its own for each crawl; only its start is not paid six hundred times.
"""

import importlib.util
import inspect
import json
import os
import signal
import socket
import sys
import threading
import time
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from crawler import child
from jiannuo.aside import load
from jiannuo.model.report import Report
from jiannuo.orphan import die_with_parent
from jiannuo.register.load import load_register
from pipelines import prepare, save
from pipelines.reading import segmenter
from pipelines.reading.reader import Reader
from query.demo.pages import SamplePages

LATER = ["crawler.turns", "crawler.spiders.outlet", "crawler.names", "scrapy.core.downloader.handlers.http11"]
LATER += [
    f"crawler.middlewares.{name}" for name in ("archive", "conditional", "guard", "pace", "proxy", "robots")
]
LATER += ["crawler.middlewares.unpack", "crawler.middlewares.walls"]
_READ = 8


class RunningClock:
    """The simulated day's time: starts where it is told to and runs on from there."""

    start, began = datetime(2026, 1, 1, tzinfo=UTC), 0.0

    def now(self) -> datetime:
        return self.start + timedelta(seconds=time.monotonic() - self.began)


def main(address: str, register: str) -> None:
    die_with_parent()
    warm(Path(register))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a fork ended: it says so itself
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        print("ready", flush=True)  # noqa: T201
        while True:
            line, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _crawl(line)
            line.close()


def warm(register: Path) -> None:
    """What every crawl would load, look up or build anew."""
    _worker().warm(register)
    for module in LATER:
        import_module(module)
    # Scrapy looks through its callers for things that are out of date: through the sources of all modules, once.
    inspect.stack()
    segmenter.Dictionary.beginning = cache(segmenter.Dictionary.beginning)  # type: ignore[method-assign]
    loaded = cache(load_register)
    reader = Reader(loaded(register))
    for article in SamplePages(date(2026, 1, 1)).hosts["kjj.cq.example"].articles[:_READ]:
        reader.read(
            Report(f"http://a.example/{article.id}", "s", article.title, "\n".join(article.paragraphs)),
            outlet_place="chongqing",
        )
    for module in (child, prepare, save):
        module.load_register = loaded  # type: ignore[attr-defined]
    # As on a machine of one core: a second process for each crawl would load all of this again.
    load._cores = lambda: 1
    assert "twisted.internet.reactor" not in sys.modules, "a reactor cannot be shared by forks"


def _crawl(line: socket.socket) -> None:
    """One crawl, in this fork; never returns."""
    code = 70
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        data, handles, _, _ = socket.recv_fds(line, 65_536, 2)
        for number, handle in zip((1, 2), handles, strict=True):
            os.dup2(handle, number)
            os.close(handle)
        threading.Thread(target=_end_with_asker, args=(line,), daemon=True).start()
        asked = json.loads(data)
        RunningClock.start, RunningClock.began = datetime.fromisoformat(asked["now"]), time.monotonic()
        child.clock_of = lambda _store: RunningClock()  # type: ignore[assignment]
        code = child.main(asked["arguments"])
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        line.send(str(code).encode())
        os._exit(code)


def _end_with_asker(line: socket.socket) -> None:
    # It says nothing more: whoever hears something hears its end.
    if not line.recv(1):
        os._exit(1)


def _worker() -> ModuleType:
    file = Path(__file__).parents[1] / "crawler" / "crawl_worker.py"
    spec = importlib.util.spec_from_file_location("jiannuo_tests_crawl_worker", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main(*sys.argv[1:])
