"""Digests for many: 10,000 subscribers with different wishes, 2,000 new matches; built, queued and sent on loopback.

Each size runs in a process of its own, so that its peak of memory is its own. Run: make bench-digest
"""

import argparse
import json
import random
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from jiannuo.clock import SetClock
from jiannuo.config.load import shipped_folder
from jiannuo.config.settings import MailSettings, Settings, WebSettings
from jiannuo.model.commitment import Register
from jiannuo.model.finding import Findings, Match, Quote
from jiannuo.model.report import Report
from jiannuo.model.subscription import Wish
from jiannuo.model.vocabulary import Field, Stage, Verdict
from jiannuo.model.when import When
from jiannuo.register.load import load_register
from jiannuo.store.deliveries import outbox_state
from jiannuo.store.engine import Store
from jiannuo.store.matches import save_findings
from jiannuo.store.migrate import migrate
from jiannuo.store.registers import record_register
from jiannuo.store.reports import insert_report
from jiannuo.store.stories import new_story
from jiannuo.store.tables import subscriptions
from jiannuo.store.wishes import wish_values
from jiannuo.tokens import new_mark
from scheduler.outbox import Outbox
from scheduler.sender import Sender

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
OUTLETS = {f"outlet{number}": f"样例信源{number}" for number in range(40)}


def main() -> None:
    """Measure 1,000 and 10,000 subscribers, or one size when called with --size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int)
    parser.add_argument("--matches", type=int, default=2_000)
    parser.add_argument("--send", type=int, default=2_000)
    parser.add_argument("--sink", action="store_true", help="be the mail server")
    options = parser.parse_args()
    if options.sink:
        sink = Sink()
        print(sink.port, flush=True)
        sink.serve()
    if options.size:
        print(json.dumps(measure(options.size, options.matches, options.send)))
        return
    for size in (1_000, 10_000):
        words = [
            sys.executable,
            __file__,
            "--size",
            str(size),
            "--send",
            str(options.send if size > 1_000 else 0),
        ]
        print(subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip(), flush=True)


def measure(size: int, matches: int, send: int) -> dict[str, float]:
    """Seconds and megabytes of building and queueing, and mails a second of sending."""
    register = load_register(shipped_folder("register") / "chongqing-2021.yaml")
    with tempfile.TemporaryDirectory(prefix="jiannuo-bench-") as folder:
        store = Store(f"sqlite:///{folder}/jiannuo.db")
        migrate(store)
        fill(store, register, matches)
        subscribe(store, register, size)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        sink, port = sink_process()
        mail = MailSettings(
            host="127.0.0.1",
            port=port,
            security="none",
            sender="n@s.example",
            per_minute=100_000,
        )
        settings = Settings(mail=mail, web=WebSettings(public_url="https://promises.example"))
        clock = SetClock(NOW)
        outbox = Outbox(store, register, settings, Path(folder), OUTLETS, clock)
        began, busy = time.perf_counter(), time.process_time()
        queued = len(outbox.build_due())
        seconds, busy = time.perf_counter() - began, time.process_time() - busy
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        sent = Sender(store, mail, Path(folder), clock)
        began, sending = time.perf_counter(), time.process_time()
        count = sum(sent.drain(send).values()) if send else 0
        rate = count / (time.perf_counter() - began) if count else 0.0
        sending = time.process_time() - sending
        waiting = outbox_state(store).counts
        store.close()
        sink.terminate()
    return {
        "subscribers": size,
        "matches": matches,
        "queued": queued,
        "build_seconds": round(seconds, 1),
        # What it takes of one core, whoever else is on the machine.
        "build_cpu_seconds": round(busy, 1),
        "peak_megabytes": round(peak / 1024),
        "before_megabytes": round(before / 1024),
        "sent": count,
        "mails_per_second": round(rate, 1),
        "cpu_milliseconds_per_mail": round(1000 * sending / count, 1) if count else 0.0,
        "still_waiting": waiting.get("pending", 0),
    }


def fill(store: Store, register: Register, matches: int) -> None:
    """Reports of the last night, one match each; every third is progress."""
    chance = random.Random(1)
    stages = [Stage.STARTED, Stage.UNDER_CONSTRUCTION, Stage.COMPLETED]
    with store.write() as connection:
        record_register(connection, register, NOW)
        for number in range(matches):
            entry = chance.choice(register.commitments)
            quote = f"{entry.name}相关工作第{number}次见报，有关单位介绍了最新情况并说明了下一步安排。"
            at = NOW - timedelta(hours=9, seconds=number)
            outlet = f"outlet{number % len(OUTLETS)}"
            title = f"{entry.name}有新消息（{number}）"
            report = Report(f"http://news.example/{number}.html", outlet, title, quote, When(at.date()))
            progress = number % 3 == 0
            match = Match(
                entry.id,
                Verdict.PROGRESS if progress else Verdict.MENTION,
                0.9,
                {"name": 0.9},
                chance.choice(stages) if progress else Stage.NONE,
                (Quote(Field.TEXT, quote, 0, len(quote)),),
                (),
            )
            story = new_story(connection, at)
            key = insert_report(connection, report, exact=f"x{number}", detected_at=at, story_id=story)
            found = Findings(register.version, (match,))
            save_findings(connection, key, found, register=register.id, detected_at=at, story_id=story)


def subscribe(store: Store, register: Register, size: int) -> None:
    """So many subscribers; hardly two have the same wish."""
    chance = random.Random(2)
    keys = [entry.id for entry in register.commitments]
    themes = sorted({theme for entry in register.commitments for theme in entry.themes})
    people = [one.id for one in register.promisors]
    rows = []
    for number in range(size):
        kind = number % 20
        wish = Wish(
            commitments=tuple(chance.sample(keys, chance.randint(1, 6))) if kind < 14 else (),
            themes=tuple(chance.sample(themes, 2)) if 14 <= kind < 18 else (),
            promisors=(chance.choice(people),) if kind == 18 else (),
            outlets=tuple(chance.sample(sorted(OUTLETS), 8)) if number % 5 == 0 else (),
            language="en" if number % 10 == 9 else "zh",
            progress_only=number % 4 == 1,
        )
        row = {"address": f"r{number}@example.org", "name": "", "mark": new_mark(), "active": True}
        row |= {"created_at": NOW - timedelta(days=2), "covered_until": NOW - timedelta(days=1, hours=4)}
        rows.append({**row, **wish_values(wish)})
    with store.write() as connection:
        connection.execute(insert(subscriptions), rows)


def sink_process() -> "tuple[subprocess.Popen[str], int]":
    """A mail server as it is in life: another process; it and its port."""
    process = subprocess.Popen([sys.executable, __file__, "--sink"], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    return process, int(process.stdout.readline())


class Sink:
    """A mail server on loopback that takes everything."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]

    def serve(self) -> None:
        """Until somebody ends us."""
        while True:
            line, _ = self._socket.accept()
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sendall(b"220 sink\r\n")
        body = False
        with line, line.makefile("rb") as file:
            for raw in file:
                if body:
                    if raw == b".\r\n":
                        body = False
                        line.sendall(b"250 queued\r\n")
                    continue
                body = raw.upper().startswith(b"DATA")
                line.sendall(b"354 go on\r\n" if body else b"250 ok\r\n")


if __name__ == "__main__":
    main()
