"""Measures the crawl against bare Scrapy: ``python benchmarks/crawl.py [PAGES] [--rounds N] [--memory]``.

A loopback server gives PAGES (2,000) articles. Bare Scrapy saves them to files; jiannuo fetches, archives,
extracts, reads and stores them. Both have the same concurrency and take turns for N (3) rounds, for other
load on the machine comes and goes; the median of the rounds' ratios counts. Pages per second count from
the first article that is asked for to the end of the process, CPU from its start: where the wall clock of
two runs differs and the CPU does not, the machine was busy with something else. ``--memory`` also crawls
1,000 and 10,000 pages with jiannuo alone and compares the peaks of resident memory of all its processes.
"""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from loopback import Server
from measured import Measured, measure, spent_by

ROOT = Path(__file__).parent.parent
CONCURRENCY = 4
ASKED = 0.5
FEW, MANY = 1_000, 10_000
MOST_GROWTH = 1.25
PROCESSES = ("fetching", "reading", "saving")

BARE = """
import sys, pathlib, scrapy
from scrapy.crawler import AsyncCrawlerProcess
class Bare(scrapy.Spider):
    name = "bare"
    start_urls = [sys.argv[1]]
    def parse(self, response):
        for href in response.css("a.report::attr(href)").getall():
            yield response.follow(href, self.save)
    def save(self, response):
        pathlib.Path(sys.argv[2], response.url.rpartition("/")[2]).write_bytes(response.body)
process = AsyncCrawlerProcess({"CONCURRENT_REQUESTS": 8, "CONCURRENT_REQUESTS_PER_DOMAIN": int(sys.argv[3]),
    "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "ROBOTSTXT_OBEY": True})
process.crawl(Bare)
process.start()
"""


@dataclass(frozen=True, slots=True)
class Run:
    """Pages per second, and for each process (as PROCESSES, at last the server) CPU ms a page and MB."""

    rate: float
    cpu: list[float]
    peaks: list[float]
    last: str

    def __str__(self) -> str:
        parts = " + ".join(f"{one:.2f}" for one in self.cpu[:-1])
        return f"{self.rate:7.1f} pages/s   CPU ms a page: {parts} (server {self.cpu[-1]:.2f})"


def run(server: Server, pages: int, words: list[str]) -> Run:
    """Run one crawl to its end."""
    found: Measured = measure(words, ROOT)
    rate = pages / (time.time() - server.began())
    spent = [*found.processes, spent_by(server.pid)]
    server.stop()
    return Run(rate, [one.cpu / pages * 1000 for one in spent], [one.peak for one in spent], found.last)


def bare(pages: int, folder: Path) -> Run:
    """Bare Scrapy."""
    server = Server(pages)
    target = folder / "saved"
    target.mkdir(parents=True)
    url = f"http://127.0.0.1:{server.port}/list/"
    done = run(server, pages, [sys.executable, "-c", BARE, url, str(target), str(CONCURRENCY)])
    assert len(list(target.iterdir())) == pages
    return done


def ours(pages: int, folder: Path) -> Run:
    """jiannuo's whole road, on a new database."""
    from jiannuo.store.engine import Store
    from jiannuo.store.migrate import migrate
    from jiannuo.store.runs import start_run

    server = Server(pages)
    settings = written(folder, server.port)
    store = Store(f"sqlite:///{folder}/db")
    migrate(store)
    number = start_run(store, "bench", datetime.now(UTC))
    store.close()
    words = [sys.executable, "-m", "crawler.child", "--outlet", "bench", "--run", str(number)]
    done = run(server, pages, [*words, "--config", str(settings)])
    end = json.loads(done.last)
    assert end["found"] == sum(end["outcomes"].values()) == pages, end
    assert end["outcomes"].get("stored", 0) > 0.9 * pages, end
    return done


def written(folder: Path, port: int) -> Path:
    """The configuration, and beside it the outlet that is crawled."""
    (folder / "outlets").mkdir(parents=True)
    outlet = {
        "name": "bench",
        "title": "bench",
        "level": "media",
        "hosts": ["127.0.0.1"],
        "enabled": True,
        "ways": [{"way": "listing", "start": [f"http://127.0.0.1:{port}/list/"]}],
        "article_url": ["/a/"],
        "selectors": {"title": ["h1"], "date": [".info"], "source": [".info"], "body": ["#b"]},
    }
    (folder / "outlets" / "bench.yaml").write_text(json.dumps(outlet))
    crawl = {"delay_seconds": 0, "max_pages": 1_000_000, "deadline_seconds": 3_600, "memory_megabytes": 4_096}
    crawl |= {"allow_private": ["127.0.0.1"], "ports": [port]}
    settings = {
        "database": "sqlite:///db",
        "outlets": {"folders": ["outlets"]},
        "crawl": crawl,
        "log": {"level": "ERROR"},
    }
    (folder / "config.yaml").write_text(json.dumps(settings))
    return folder / "config.yaml"


def speed(pages: int, rounds: int, folder: Path) -> bool:
    """Both by turns; whether the median of the ratios is what is asked for."""
    ratios = []
    for number in range(rounds):
        plain = bare(pages, folder / f"bare{number}")
        full = ours(pages, folder / f"ours{number}")
        ratios.append(full.rate / plain.rate)
        print(f"bare Scrapy  {plain}")
        print(f"jiannuo      {full}   {ratios[-1]:.2f} of bare Scrapy", flush=True)
    print(f"median of {rounds} rounds: {median(ratios):.2f} of bare Scrapy (asked: {ASKED:.2f})")
    return median(ratios) >= ASKED


def memory(folder: Path) -> bool:
    """Few pages and many; whether no process has grown by more than a quarter."""
    few, many = (ours(pages, folder / str(pages)).peaks[:-1] for pages in (FEW, MANY))
    for name, before, after in zip(PROCESSES, few, many, strict=True):
        print(
            f"{name}  {before:.0f} MB after {FEW:,} pages, {after:.0f} MB after {MANY:,}: {after / before:.2f}"
        )
    return all(after <= MOST_GROWTH * before for before, after in zip(few, many, strict=True))


def main() -> int:
    """Measure; 1 where something is not what it should be."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("pages", nargs="?", type=int, help="how many articles (2,000)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", action="store_true", help=f"also crawl {FEW:,} and {MANY:,} pages")
    options = parser.parse_args()
    if options.memory and options.pages is not None:
        parser.error(
            f"--memory takes no number: it crawls {FEW:,} and {MANY:,} pages after the default rounds"
        )
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as name:
        good = speed(options.pages or 2_000, options.rounds, Path(name))
        if options.memory:
            good = memory(Path(name)) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
