"""The lead under faults: ``python benchmarks/faults_leading.py [--races N] [--kills N]``.

Two processes ask for the lead at one moment, N (200) times: exactly one must get it. Then two `jiannuo run` share a database;
before each of N (50) kills (-9, of whoever leads, within six seconds) four readers subscribe whose digest is due at once.
Another must lead within two ticks, and every digest be built once and taken by the mail server once: what the server took
without our having recorded it may be sent again, as the same mail, and is counted.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from importlib import util
from pathlib import Path

from growing_database import Database
from growing_hosts import build, tear_down

from jiannuo.model.subscription import Wish
from jiannuo.store.engine import Store
from jiannuo.store.migrate import migrate
from jiannuo.store.subscriptions import add_subscription
from jiannuo.store.workers import all_workers

ROOT = Path(__file__).parent.parent
TWO_TICKS = 10.0
READERS = 4
RACER = """
import sys, time
from jiannuo.store.engine import Store
from jiannuo.store.leading import Lead
store = Store(sys.argv[1])
for line in sys.stdin:
    lead = Lead(store)
    time.sleep(max(0.0, float(line) - time.monotonic()))
    print(int(lead.take()), flush=True)
    sys.stdin.readline()
    lead.give_up()
    print("left", flush=True)
"""


def races(url: str, count: int) -> Counter[int]:
    """How often how many of two got the lead."""
    words = [sys.executable, "-c", RACER, url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    racers = [subprocess.Popen(words, text=True, cwd=ROOT, **pipes) for _ in range(2)]
    ends: Counter[int] = Counter()
    for _ in range(count):
        moment = time.monotonic() + 0.02
        for word in (f"{moment}\n", "end\n"):
            answers = []
            for racer in racers:
                racer.stdin.write(word)
                racer.stdin.flush()
            answers = [racer.stdout.readline().strip() for racer in racers]
            if word != "end\n":
                ends[answers.count("1")] += 1
    for racer in racers:
        racer.stdin.close()
        racer.wait(10)
    return ends


def smtp() -> object:
    """The tests' mail server, which keeps a ledger."""
    spec = util.spec_from_file_location("fake_smtp", ROOT / "tests" / "scheduler" / "fake_smtp.py")
    module = util.module_from_spec(spec)
    sys.modules["fake_smtp"] = module
    spec.loader.exec_module(module)
    return module.FakeServer()


class Pair:
    """Two daemons; one leads."""

    def __init__(self, folder: Path, url: str, port: int) -> None:
        (folder / "outlets").mkdir()
        self._config, self._log = folder / "config.yaml", (folder / "log").open("ab")
        self._config.write_text(
            f"{{database: '{url}', register: '{ROOT / 'register' / 'chongqing-2021.yaml'}', web: {{port: 0}}, "
            "outlets: {folders: [outlets]}, workers: {lost_seconds: 6}, "
            f"mail: {{host: 127.0.0.1, port: {port}, security: none, sender: n@s.example, per_minute: 10000}}}}"
        )
        self.running: dict[int, subprocess.Popen[bytes]] = {}
        self.start()
        self.start()

    def start(self) -> None:
        """One more."""
        program = [sys.executable, "-c", "from query.cli.main import main; main()", "run"]
        words = [*program, "--config", str(self._config)]
        process = subprocess.Popen(words, stderr=self._log, cwd=ROOT)
        self.running[process.pid] = process

    def kill(self, pid: int) -> None:
        """kill -9."""
        process = self.running.pop(pid)
        process.kill()
        process.wait()

    def end(self) -> list[int]:
        """In good order; the exit codes."""
        for process in self.running.values():
            process.terminate()
        return [process.wait(60) for process in self.running.values()]


def leaders(store: Store, pair: Pair) -> list[int]:
    """The living processes that say that they lead."""
    return [one.pid for one in all_workers(store) if "leading" in one.doing and one.pid in pair.running]


def wait(what: object, seconds: float) -> float | None:
    """How long it took until ``what`` held; None when it did not in time."""
    began = time.monotonic()
    while not what():
        if time.monotonic() - began > seconds:
            return None
        time.sleep(0.02)
    return time.monotonic() - began


def kills(store: Store, pair: Pair, count: int, chance: random.Random) -> list[float]:
    """Seconds until another led, for each kill."""
    took = []
    since = datetime.now(UTC) - timedelta(days=2)
    for number in range(count):
        if wait(lambda: len(leaders(store, pair)) == 1 and len(all_workers(store)) >= 2, 60) is None:
            raise SystemExit(f"nobody leads, or two do: {leaders(store, pair)}")
        for reader in range(READERS):
            add_subscription(store, f"r{number}-{reader}@example.org", Wish(send_empty=True), since)
        time.sleep(chance.uniform(0, 6))
        pair.kill(leaders(store, pair)[0])
        took.append(wait(lambda: leaders(store, pair), 60) or 60.0)
        pair.start()
        # The new one must be there to take over before the next dies.
        wait(lambda: sum(one.pid in pair.running for one in all_workers(store)) == 2, 60)
    return took


def settled(store: Store) -> bool:
    """Whether all copies are sent; those in doubt are made due now instead of in half an hour."""
    with store.write() as connection:
        connection.exec_driver_sql(
            "UPDATE deliveries SET next_attempt = '2000-01-01T00:00:00.000000Z' WHERE state = 'ambiguous'"
        )
        left = connection.exec_driver_sql(
            "SELECT count(*) FROM deliveries WHERE state <> 'sent'"
        ).scalar_one()
        due = connection.exec_driver_sql(
            "SELECT count(*) FROM subscriptions s WHERE NOT EXISTS "
            "(SELECT 1 FROM digests d WHERE d.subscription_id = s.id)"
        ).scalar_one()
    return not left and not due


def main() -> None:
    """Print the ledger, and fail where anything is not as asked."""
    options = argparse.ArgumentParser()
    options.add_argument("--races", type=int, default=200)
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--seed", type=int, default=1)
    wanted = options.parse_args()
    hosts = build({"db": 10})
    database = Database(hosts["db"])
    server = smtp()
    good = False
    try:
        store = Store(database.local)
        migrate(store)
        ends = races(database.local, wanted.races)
        print(f"{wanted.races} races of two: leaders {dict(ends)}", flush=True)
        with tempfile.TemporaryDirectory() as place:
            pair = Pair(Path(place), database.local, server.port)
            try:
                took = kills(store, pair, wanted.kills, random.Random(wanted.seed))
                late = wait(lambda: settled(store), 180) is None
                codes = pair.end()
            finally:
                for process in pair.running.values():
                    process.kill()
        with store.read() as connection:
            built = Counter(connection.exec_driver_sql("SELECT subscription_id FROM digests").scalars())
            doubts = connection.exec_driver_sql(
                "SELECT count(*) FROM deliveries WHERE ambiguous"
            ).scalar_one()
        taken = Counter(mail.recipient for mail in server.accepted)
        different = {(mail.recipient, mail.data) for mail in server.accepted}
        again = sum(taken.values()) - len(taken)
        mean = sum(took) / len(took)
        print(
            f"{wanted.kills} leaders killed: the next led after {max(took):.1f} s at most, {mean:.1f} on average"
        )
        doubly = sum(n > 1 for n in built.values())
        print(
            f"digests {len(built)} of {READERS * wanted.kills}, built twice {doubly}; left over {late}; ended with {codes}"
        )
        print(
            f"mails taken {sum(taken.values())}, by {len(taken)} readers, again {again} (in doubt {doubts}), "
            f"different ones of a digest {len(different) - len(taken)}"
        )
        good = ends == {1: wanted.races} and max(took) <= TWO_TICKS and not late and codes == [0, 0]
        good &= len(built) == len(taken) == READERS * wanted.kills and max(built.values()) == 1
        good &= again <= doubts and len(different) == len(taken)
        print("as asked" if good else "NOT as asked")
        store.close()
    finally:
        server.close()
        database.remove()
        tear_down(hosts)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
