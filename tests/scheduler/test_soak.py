"""Weeks of a daemon in minutes: an injected clock over a sample web, mail server and webhook, a tenth of all that faulty.

``JIANNUO_SOAK_DAYS`` (default 5), ``JIANNUO_SOAK_OUTLETS`` (default: one of the sample web; ``all``) and
``JIANNUO_SOAK_EVERY`` (hours between two crawls of an outlet, default 24) set its length; ``make soak`` runs 90 days
and prints the ledger.
"""

import hashlib
import logging
import os
import resource
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from crawler.outlets import followed
from jiannuo.clock import CHINA, SetClock
from jiannuo.config.load import Config, load_config, shipped_folder
from jiannuo.logs import set_up_logs
from jiannuo.model.hook import Hook
from jiannuo.model.subscription import Wish
from jiannuo.model.vocabulary import Cadence, HookKind
from jiannuo.register.load import load_register
from jiannuo.store.engine import Store
from jiannuo.store.hooks import add_hook
from jiannuo.store.migrate import migrate
from jiannuo.store.subscriptions import add_subscription
from jiannuo.store.tables import deliveries, digest_items, digests, runs, subscriptions
from scheduler.children import CrawlResult, crawl
from scheduler.daemon import Daemon, Setup

START = datetime(2026, 1, 5, 22, 30, tzinfo=UTC)
DAYS = int(os.environ.get("JIANNUO_SOAK_DAYS", "5"))
OUTLETS = os.environ.get("JIANNUO_SOAK_OUTLETS", "kjj")
EVERY = int(os.environ.get("JIANNUO_SOAK_EVERY", "24"))
STEP = 3
SHARE = 0.1
MAIL_FAULTS = ("rcpt:451 later", "data-drop", "final:451 later", "dot-drop", "garbage")
HOOK_FAULTS = ("500", "503", "drop", "wait:120", "garbage", "502")
REGISTER = shipped_folder("register") / "chongqing-2021.yaml"
SHIPPED = shipped_folder("query") / "demo" / "outlets"
CONFIG = """\
database: sqlite:///jiannuo.db
register: {register}
outlets: {{folders: ["{outlets}"]{only}}}
crawl: {{proxy: "{proxy}", delay_seconds: 0, timeout_seconds: 3, interval_minutes: {minutes}}}
archive: {{keep_days: 20}}
mail: {{host: 127.0.0.1, port: {mail}, security: none, sender: n@sender.example, per_minute: 100000}}
hooks: {{allow_private: [127.0.0.1], timeout_seconds: 2}}
web: {{public_url: "https://promises.example"}}
retention: {{mail_days: 10}}
log: {{file: jiannuo.log}}
"""


@dataclass
class Ledger:
    """What the soak saw; printed in the end."""

    errors: list[str] = field(default_factory=list)
    ill: int = 0
    mails: Counter[tuple[str, str]] = field(default_factory=Counter)
    posts: Counter[str] = field(default_factory=Counter)
    bytes_of: dict[str, set[str]] = field(default_factory=dict)
    memory: list[int] = field(default_factory=list)
    disk: list[int] = field(default_factory=list)
    handles: list[tuple[int, int]] = field(default_factory=list)


class _Errors(logging.Handler):
    def __init__(self, ledger: Ledger) -> None:
        super().__init__(logging.ERROR)
        self._ledger = ledger

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage().startswith("outlet_ill "):
            self._ledger.ill += 1  # that faults are noticed is what it is there for
            return
        self._ledger.errors.append(record.getMessage()[:300])


@pytest.fixture
def world(beside: Any) -> ModuleType:
    found: ModuleType = beside("soak_world")
    return found


@pytest.fixture
def beside() -> Any:
    import importlib.util

    def load(name: str, folder: str = "") -> ModuleType:
        full = f"jiannuo_tests_{name}"
        if full not in sys.modules:
            file = Path(__file__).parent / folder / f"{name}.py"
            spec = importlib.util.spec_from_file_location(full, file)
            assert spec
            assert spec.loader
            sys.modules[full] = module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
        return sys.modules[full]

    return load


@pytest.fixture
def receiver(beside: Any) -> Iterator[Any]:
    made = beside("receiver", "hooks").Receiver()
    yield made
    made.close()


@pytest.fixture
def nursery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process whose forks are the crawls."""
    address = tmp_path / "nursery"
    monkeypatch.setenv("JIANNUO_SOAK_NURSERY", str(address))
    program = Path(__file__).with_name("soak_nursery.py")
    words = [sys.executable, str(program), str(address), str(REGISTER)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stdout.readline() == b"ready\n"
        yield
        running.kill()


@pytest.fixture
def quiet_logs() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    for handler in root.handlers:
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.usefixtures("quiet_logs", "nursery")
def test_weeks_of_faults_lose_no_window_and_leave_no_trace(
    tmp_path: Path, world: ModuleType, server: Any, receiver: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    clock, ledger, began = SetClock(START), Ledger(), time.monotonic()
    server.script = world.faulty_script(1, MAIL_FAULTS, "ok", SHARE)
    receiver.script = world.faulty_script(2, HOOK_FAULTS, "200", SHARE)
    with world.FaultyWeb(START.astimezone(CHINA).date(), SHARE) as web:
        config = configured(tmp_path, web.address, server.port)
        set_up_logs(config.settings.log, config.path(config.settings.log.file or Path("x")))
        logging.getLogger().addHandler(_Errors(ledger))
        store = Store(config.database_url())
        migrate(store)
        subscribe(store, receiver.url)
        daemon = started(config, store, clock)
        daemon.sender.recover()
        for _ in range(DAYS):
            web.turn_to(clock.now().astimezone(CHINA).date())
            for _ in range(24 // STEP):
                tick(daemon, clock)
            note(ledger, daemon, tmp_path, server, receiver)
        for _ in range(4 * 24 // STEP):
            # Nothing new is looked at: what waits gets its time.
            tick(daemon, clock, crawls=False)
        note(ledger, daemon, tmp_path, server, receiver)
        daemon._crawls.shutdown()
        report = summary(store, ledger, web, time.monotonic() - began, tmp_path)
    with capsys.disabled():
        if DAYS > 5:
            print("\n" + report)  # noqa: T201
    judge(store, ledger, web)
    store.close()


def configured(folder: Path, proxy: str, mail_port: int) -> Config:
    file = folder / "config.yaml"
    only = "" if OUTLETS == "all" else f", only: [{OUTLETS}]"
    values = {"register": REGISTER, "outlets": SHIPPED, "proxy": proxy, "mail": mail_port, "only": only}
    file.write_text(CONFIG.format(minutes=60 * EVERY - 30, **values), "utf-8")
    return load_config(file)


def subscribe(store: Store, url: str) -> None:
    wishes = {
        "daily@example.org": Wish(send_empty=True),
        "berlin@example.org": Wish(send_empty=True, language="en", zone="Europe/Berlin"),
        "weekly@example.org": Wish(cadence=Cadence.WEEKLY, send_empty=True),
        "quiet@example.org": Wish(progress_only=True, commitments=("A01",)),
        "atonce@example.org": Wish(cadence=Cadence.AT_ONCE),
    }
    for address, wish in wishes.items():
        add_subscription(store, address, wish, START)
    add_hook(store, Hook("team", HookKind.STANDARD, url, "whsec_c2VjcmV0", 600, START))
    add_subscription(store, "hook:team", Wish(send_empty=True), START)


def started(config: Config, store: Store, clock: SetClock) -> Daemon:
    def run(config: Config, store: Store, outlet: str, clock: Any, stop: threading.Event) -> CrawlResult:
        child = str(Path(__file__).with_name("soak_child.py"))
        return crawl(config, store, outlet, clock, stop=stop, program=("-I", "-S", child))

    titles = {outlet.name: outlet.title for outlet in followed(config.settings, config.folder)}
    setup = Setup(config, load_register(config.register_file()), titles)
    return Daemon(setup, store, clock, run_crawl=run)


def tick(daemon: Daemon, clock: SetClock, *, crawls: bool = True) -> None:
    """What the daemon's ticks do in some hours, with the crawls to their end."""
    if crawls:
        os.environ["JIANNUO_SOAK_NOW"] = clock.now().isoformat()
        daemon.start_due_crawls()
        while daemon.pulse().crawling:
            time.sleep(0.02)
    for work in (daemon._build, daemon._send, daemon._post, daemon._tell_operator, daemon._let_go):
        work()
    clock.advance(timedelta(hours=STEP))


def note(ledger: Ledger, daemon: Daemon, folder: Path, server: Any, receiver: Any) -> None:
    """Take over what the receivers have and measure ourselves; their lists do not grow in our memory."""
    for mail in server.accepted:
        key = str(message_from_bytes(mail.data)["Message-ID"])
        ledger.mails[mail.recipient, key] += 1
        ledger.bytes_of.setdefault(key, set()).add(hashlib.sha256(mail.data).hexdigest())
    for request in receiver.requests:
        key = request.headers["webhook-id"]
        ledger.posts[key] += 1
        ledger.bytes_of.setdefault(key, set()).add(hashlib.sha256(request.body).hexdigest())
    server.accepted.clear()
    receiver.requests.clear()
    ledger.memory.append(resident())
    ledger.disk.append(sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()))
    ledger.handles.append((len(list(Path("/proc/self/fd").iterdir())), threading.active_count()))
    assert not daemon.stop.is_set()


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def judge(store: Store, ledger: Ledger, web: Any) -> None:
    """No error, every window once, every copy taken, and nothing that grows without end."""
    assert ledger.errors == []
    assert SHARE * 0.5 < sum(web.faulty.values()) / web.served < SHARE * 1.5
    with store.read() as connection:
        rows = connection.execute(deliveries.select()).all()
        crawls = Counter(row.status for row in connection.execute(runs.select()))
        windows = {
            row.address: connection.execute(
                digests.select().where(digests.c.subscription_id == row.id).order_by(digests.c.window_end)
            ).all()
            for row in connection.execute(subscriptions.select())
        }
        told = connection.execute(digest_items.select()).all()
    assert set(crawls) == {"finished"}
    for address, times in {"daily": 1, "berlin": 1, "weekly": 7, "hook:team": 1}.items():
        found = windows[address if ":" in address else f"{address}@example.org"]
        assert abs(len(found) - (DAYS + 4) / times) <= 1, (address, len(found))
        assert all(a.window_end == b.window_start for a, b in pairwise(found)), address
    assert len(told) == len({(row.subscription_id, row.report_id, row.commitment) for row in told}) > 0
    assert {row.state for row in rows} == {"sent"}
    for row in rows:
        copies = ledger.posts[row.message_id] if row.hook else ledger.mails[row.recipient, row.message_id]
        # A receiver that failed, or whose answer never came, may be asked again; then with the same bytes.
        assert copies == 1 or (copies > 1 and (row.ambiguous or row.hook)), (row.recipient, copies)
        assert len(ledger.bytes_of[row.message_id]) == 1
    half = len(ledger.memory) // 2
    assert max(ledger.memory[half:]) - max(ledger.memory[:half]) < 12_000_000, ledger.memory
    assert max(ledger.handles[half:]) <= (max(ledger.handles)[0], max(ledger.handles[:half])[1] + 2)
    if DAYS >= 30:
        growth = [(b - a) / 1e6 for a, b in pairwise(ledger.disk)]
        assert sum(growth[-DAYS // 3 :]) / (DAYS // 3) < 3, growth


def summary(store: Store, ledger: Ledger, web: Any, seconds: float, folder: Path) -> str:
    with store.read() as connection:
        rows = connection.execute(deliveries.select()).all()
        crawls = Counter(row.status for row in connection.execute(runs.select()))
        count = len(connection.execute(digests.select()).all())
    copies = Counter(f"{'hook' if row.hook else 'mail'} {row.state}" for row in rows)
    again = sum(number - 1 for number in (*ledger.mails.values(), *ledger.posts.values()))
    size, logs = ledger.disk[-1], sum(file.stat().st_size for file in folder.glob("jiannuo.log*"))
    third = len(ledger.disk) // 3
    return "\n".join(
        (
            f"soak: {DAYS} days + 4 of rest in {seconds / 60:.1f} min",
            f"web: {web.served} requests, faulty {dict(web.faulty)}",
            f"crawls: {dict(crawls)}; errors logged: {len(ledger.errors)}; outlets called ill {ledger.ill} times",
            f"digests {count}; copies {dict(copies)}; ambiguous {sum(row.ambiguous for row in rows)}; "
            f"received again {again}",
            f"memory: {ledger.memory[0] / 1e6:.0f} MB after a day, {max(ledger.memory) / 1e6:.0f} MB at most, "
            f"{ledger.memory[-1] / 1e6:.0f} MB in the end",
            f"files and threads: {ledger.handles[0]} after a day, {ledger.handles[-1]} in the end",
            f"disk: {ledger.disk[0] / 1e6:.1f} MB after a day, {ledger.disk[third] / 1e6:.1f} after a third, "
            f"{ledger.disk[2 * third] / 1e6:.1f} after two, {size / 1e6:.1f} in the end; log {logs / 1e6:.2f} MB",
        )
    )
