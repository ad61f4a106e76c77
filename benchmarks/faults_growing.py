"""A crowd under faults: ``python benchmarks/faults_growing.py [--events N] [--outlets N] [--pages N]``.

One database, two crawl workers and three site hosts, each in a network namespace of its own. Workers are killed (-9) and
cut off, the database is restarted and killed, at random, N (100) times; then the crowd is left in peace until every page
is stored. The site hosts' ledgers are the witness: every page stored once, no host asked by two workers at once, no
worker's crawl of a host between the requests of another's, the pace kept, every job finished.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

from growing_database import Database
from growing_hosts import Host, build, tear_down

from jiannuo.store.engine import Store
from jiannuo.store.migrate import migrate

ROOT = Path(__file__).parent.parent
DELAY = 0.1
LOST = 6.0
EVENTS = ("killed", "cut off", "database")
# What the two machines' scheduling adds: a request is stamped when the site host's process gets to read it.
LATE = 0.03


class Crew:
    """Two workers that are killed, cut off and started again."""

    def __init__(self, hosts: dict[str, Host], config: Path) -> None:
        self._hosts = {name: hosts[name] for name in ("w1", "w2")}
        self._config = config
        self._log = (config.parent / "workers.log").open("ab")
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        for name in self._hosts:
            self.start(name)

    def start(self, name: str) -> None:
        """Start the host's worker."""
        program = [sys.executable, "-c", "from query.cli.main import main; main()"]
        program += ["worker", "--config", str(self._config)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        words = self._hosts[name].words(*program)
        self.processes[name] = subprocess.Popen(words, stdout=self._log, stderr=self._log, env=environment)

    def kill(self, name: str, chance: random.Random) -> None:
        """kill -9, and after a while a new one."""
        self.processes[name].kill()
        self.processes[name].wait()
        time.sleep(chance.uniform(0.5, LOST * 1.5))
        self.start(name)

    def cut(self, name: str, chance: random.Random) -> None:
        """Off the network for a moment, or for long enough to be held for dead."""
        self._hosts[name].plug(up=False)
        time.sleep(chance.uniform(1, LOST * 2))
        self._hosts[name].plug(up=True)

    def revive(self) -> int:
        """Start again who ended by himself; nobody should have."""
        gone = [name for name, process in self.processes.items() if process.poll() is not None]
        for name in gone:
            self.start(name)
        return len(gone)

    def end(self) -> list[int]:
        """SIGTERM; their exit codes."""
        for process in self.processes.values():
            process.terminate()
        return [process.wait(60) for process in self.processes.values()]


def written(folder: Path, database: str, sites: list[Host], outlets: int) -> Path:
    """The configuration that all workers read."""
    (folder / "outlets").mkdir()
    for number in range(outlets):
        name, site = f"o{number}", sites[number % len(sites)]
        outlet = {"name": name, "title": name, "level": "media", "hosts": [site.address], "enabled": True}
        outlet["ways"] = [{"way": "listing", "start": [f"http://{site.address}:8080/{name}/list"]}]
        outlet["article_url"] = [f"/{name}/a/"]
        outlet["selectors"] = {"title": ["h1"], "date": [".info"], "body": ["#b"]}
        (folder / "outlets" / f"{name}.yaml").write_text(json.dumps(outlet))
    crawl = {
        "delay_seconds": DELAY,
        "allow_private": ["10.77.0.0/24"],
        "ports": [8080],
        "interval_minutes": 2,
    }
    crawl |= {"parallel": 2, "timeout_seconds": 5, "deadline_seconds": 120}
    settings = {"database": database, "outlets": {"folders": ["outlets"]}, "crawl": crawl}
    settings |= {"workers": {"crawl": True, "lost_seconds": LOST}, "archive": {"folder": None}}
    (folder / "config.yaml").write_text(json.dumps(settings))
    return folder / "config.yaml"


def trouble(crew: Crew, database: Database, events: int, chance: random.Random) -> Counter[str]:
    """So many events, each with a moment of peace behind it."""
    done: Counter[str] = Counter()
    while sum(done[kind] for kind in EVENTS) < events:
        name = chance.choice(("w1", "w2"))
        match kind := chance.choices(EVENTS, (5, 3, 2))[0]:
            case "killed":
                crew.kill(name, chance)
            case "cut off":
                crew.cut(name, chance)
            case "database":
                database.stop(chance.choice(("fast", "immediate")))
                time.sleep(chance.uniform(0, 3))
                database.start()
        done[kind] += 1
        # Who starts while the database is away ends with 75, and is started again as systemd does.
        done["started without database"] += crew.revive()
        time.sleep(chance.uniform(0.5, 4))
        if sum(done[kind] for kind in EVENTS) % 10 == 0:
            print(f"{dict(done)}", flush=True)
    return done


def stored(store: Store) -> tuple[int, int]:
    """How many reports, and how many different addresses among them."""
    with store.read() as connection:
        row = connection.exec_driver_sql("SELECT count(*), count(DISTINCT url) FROM reports").one()
    return int(row[0]), int(row[1])


def left(store: Store) -> dict[str, int]:
    """Crawls that never ended, and jobs that a dead worker still holds."""
    with store.read() as connection:
        runs = connection.exec_driver_sql("SELECT status, count(*) FROM runs GROUP BY status").all()
    return {str(status): int(count) for status, count in runs}


def judged(ledger: Path) -> dict[str, float]:
    """What one site host saw."""
    lines = [line.split() for line in ledger.read_text().splitlines()]
    asked = sorted((float(began), float(ended), who, path) for began, ended, who, path in lines)
    at_once = sum(two[0] < one[1] and two[2] != one[2] for one, two in pairwise(asked))
    # When another worker comes in, it begins with a list (or robots.txt): else it came between two of one crawl.
    between = sum(
        two[2] != one[2] and not two[3].endswith(("/list", "/robots.txt")) for one, two in pairwise(asked)
    )
    gaps = [two[0] - one[0] for one, two in pairwise(asked)]
    return {
        "requests": len(asked),
        "workers": len({who for _, _, who, _ in asked}),
        "handovers": sum(two[2] != one[2] for one, two in pairwise(asked)),
        "two at once": at_once,
        "between": between,
        "smallest gap": min(gaps),
        "gaps too small": sum(gap < DELAY - LATE for gap in gaps),
    }


def main() -> None:
    """Print the ledger of the whole, and fail where anything is not as asked."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    options = argparse.ArgumentParser()
    options.add_argument("--events", type=int, default=100)
    options.add_argument("--outlets", type=int, default=50)
    options.add_argument("--pages", type=int, default=5_000)
    options.add_argument("--seed", type=int, default=1)
    wanted = options.parse_args()
    chance = random.Random(wanted.seed)
    hosts = build({"db": 10, "w1": 11, "w2": 12, "s1": 21, "s2": 22, "s3": 23})
    with tempfile.TemporaryDirectory() as place:
        folder, sites, processes = Path(place), [hosts[name] for name in ("s1", "s2", "s3")], []
        database = Database(hosts["db"])
        try:
            store = Store(database.local)
            migrate(store)
            each = wanted.pages // wanted.outlets
            for number, site in enumerate(sites):
                own = ",".join(f"o{n}" for n in range(number, wanted.outlets, len(sites)))
                # A witness looks at once, however busy the machine is: else its stamps would tell of its own delays.
                words = ["chrt", "-f", "20", sys.executable, str(ROOT / "benchmarks" / "growing_site.py")]
                words += [site.address, "8080", own]
                processes.append(
                    subprocess.Popen(site.words(*words, str(each), str(folder / f"ledger{number}")))
                )
            config = written(folder, database.url, sites, wanted.outlets)
            began = time.monotonic()
            crew = Crew(hosts, config)
            processes += [*crew.processes.values()]
            events = trouble(crew, database, wanted.events, chance)
            print(
                f"events {dict(events)} in {time.monotonic() - began:.0f} s; stored {stored(store)}",
                flush=True,
            )
            peace = time.monotonic()
            while stored(store)[0] < each * wanted.outlets and time.monotonic() - peace < 1_200:
                time.sleep(5)
                crew.revive()
            reports, different = stored(store)
            print(
                f"stored {reports} reports, {different} addresses of {each * wanted.outlets}; "
                f"in peace for {time.monotonic() - peace:.0f} s",
                flush=True,
            )
            codes = crew.end()
            seen = [judged(folder / f"ledger{number}") for number in range(len(sites))]
            for one in seen:
                print({name: round(value, 4) for name, value in one.items()})
            ended = left(store)
            print(f"crawls {ended}; workers ended with {codes}")
            good = (
                reports == different == each * wanted.outlets and not ended.get("running") and codes == [0, 0]
            )
            good &= not any(one["two at once"] or one["between"] or one["gaps too small"] for one in seen)
            print("as asked" if good else "NOT as asked")
            store.close()
        finally:
            for process in [*processes, *(crew.processes.values() if "crew" in locals() else ())]:
                process.kill()
            keep = os.environ.get("JIANNUO_KEEP")
            if keep:
                subprocess.run(["cp", "-r", place, keep], check=False)
            database.remove()
            tear_down(hosts)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
