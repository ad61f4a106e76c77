"""How long pages and API answers take over generated reports: `make bench-pages`, ARGS="10000 100000"."""

import random
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from jiannuo.clock import SystemClock
from jiannuo.config.load import shipped_folder
from jiannuo.config.settings import Settings
from jiannuo.model.commitment import Register
from jiannuo.model.finding import Findings, Match, Quote
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Field, Stage, Verdict
from jiannuo.model.when import When
from jiannuo.register.load import load_register
from jiannuo.store.engine import Store
from jiannuo.store.matches import save_findings
from jiannuo.store.migrate import migrate
from jiannuo.store.registers import record_register
from jiannuo.store.reports import insert_report
from jiannuo.store.stories import new_story
from query.web.health import Server, listen
from query.web.server import application
from query.web.site import Site

WORDS = [
    "重庆",
    "金凤实验室",
    "科学城",
    "建设",
    "投用",
    "企业",
    "创新",
    "项目",
    "开工",
    "高新区",
    "平台",
    "研发",
    "投资",
    "人才",
    "成果",
    "转化",
    "今年",
    "加快",
    "推进",
]
ASKED = (
    "/",
    "/?kind=metric",
    "/commitments/A18",
    "/reports/300",
    "/outlets",
    "/api/v1/commitments",
    "/api/v1/commitments/A18",
    "/api/v1/reports",
    "/search?q=%E9%87%91%E5%87%A4",
)
TIMES = 20


def fill(store: Store, register: Register, size: int) -> None:
    """Reports of 400 characters; every third touches one commitment."""
    chance, keys = random.Random(1), [entry.id for entry in register.commitments]
    stages = (Stage.PLANNED, Stage.STARTED, Stage.OPERATING, Stage.NONE)
    with store.write() as connection:
        record_register(connection, register, datetime.now(UTC))
        for number in range(size):
            day = date(2021, 12, 20) + timedelta(days=chance.randrange(1_800))
            at = datetime(day.year, day.month, day.day, tzinfo=UTC)
            body = "".join(chance.choices(WORDS, k=150))
            report = Report(f"http://x.example/{number}", f"o{number % 40}", f"题{number}", body, When(day))
            story = new_story(connection, at)
            key = insert_report(connection, report, exact=f"{number:064d}", detected_at=at, story_id=story)
            if number % 3 == 0:
                verdict = Verdict.PROGRESS if number % 2 else Verdict.MENTION
                quote = Quote(Field.TEXT, body[:40], 0, 40)
                match = Match(chance.choice(keys), verdict, 0.9, {}, chance.choice(stages), (quote,), ())
                found = Findings(register.version, (match,))
                save_findings(connection, key, found, register=register.id, detected_at=at, story_id=story)


def timed(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return 1_000 * (time.perf_counter() - began)


def measure(size: int, register: Register) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/j.db")
        migrate(store)
        fill(store, register, size)
        settings = Settings.model_validate({"web": {"per_minute": 1_000_000, "query_seconds": 60}})
        app = application(Site(store, SystemClock(), register, settings, {}))
        server = Server(app, listen("127.0.0.1", 0))
        server.start()
        print(f"{size:,} reports, {threading.active_count()} threads; milliseconds: first, median, p95")
        for path in ASKED:

            def ask(address: str = server.address + path) -> bytes:
                with urllib.request.urlopen(address) as answer:  # noqa: S310  (loopback)
                    found: bytes = answer.read()
                    return found

            first, taken = timed(ask), sorted(timed(ask) for _ in range(TIMES))
            print(f"  {path:32} {first:8.0f} {taken[TIMES // 2]:8.0f} {taken[int(TIMES * 0.95) - 1]:8.0f}")
        server.stop()
        store.close()


if __name__ == "__main__":
    known = load_register(shipped_folder("register") / "chongqing-2021.yaml")
    for given in sys.argv[1:] or ["10000"]:
        measure(int(given), known)
    print(f"python {sys.version.split()[0]}, {Path(__file__).name}")
