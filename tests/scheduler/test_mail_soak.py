"""Mail under a long run of random faults, and under kills at random moments: the ledger is the judge.

``JIANNUO_SESSIONS`` sets how many scripted sessions are run (default 120), ``JIANNUO_KILLS`` how many processes are
really killed on SQLite (default 3), ``JIANNUO_KILLS_PG`` on PostgreSQL (default 1).
"""

import os
import random
import signal
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jiannuo.clock import SetClock
from jiannuo.config.settings import MailSettings
from jiannuo.model.subscription import DigestWindow, Wish
from jiannuo.store.digests import BuiltDigest, Copy, queue
from jiannuo.store.engine import Store
from jiannuo.store.subscriptions import add_subscription
from jiannuo.store.tables import deliveries
from scheduler.sender import Sender

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SESSIONS = int(os.environ.get("JIANNUO_SESSIONS", "120"))
KILLS = int(os.environ.get("JIANNUO_KILLS", "3"))
KILLS_PG = int(os.environ.get("JIANNUO_KILLS_PG", "1"))
_PIECE = 100
HARMLESS = ["rcpt:450 x", "rcpt:451 x", "rcpt:452 x", "rcpt:421 x", "rcpt-drop", "data:451 x", "data-drop"]
HARMLESS += ["final:451 x", "final:452 x"]
REFUSING = ["rcpt:550 x", "rcpt:551 x", "data:554 x", "final:552 x", "final:554 x"]
DOUBTFUL = ["dot-drop", "garbage"]


def test_random_faults_lose_nothing_and_repeat_only_what_was_in_doubt(
    store: Store, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    chance = random.Random(20261124)
    plan: dict[tuple[str, int], str] = {}

    def script(recipient: str, attempt: int) -> str:
        choices = ["ok"] * 8 + HARMLESS + REFUSING[:1] + DOUBTFUL
        return plan.setdefault((recipient, attempt), chance.choice(choices))

    server.script = script
    settings = MailSettings(
        host="127.0.0.1",
        port=server.port,
        security="none",
        sender="n@sender.example",
        per_minute=100_000,
        command_timeout_seconds=5,
        final_timeout_seconds=5,
    )
    sender = Sender(store, settings, tmp_path, clock, chance=random.Random(1))
    queued = 0
    while sum(server.attempts.values()) < SESSIONS or waiting(store):
        if sum(server.attempts.values()) < SESSIONS:
            for _ in range(10):
                put(store, clock, f"r{queued}@example.org")
                queued += 1
        sender.drain()
        clock.advance(timedelta(minutes=20))

    with store.read() as connection:
        rows = connection.execute(deliveries.select()).all()
    for row in rows:
        faults = [plan[row.recipient, n + 1] for n in range(server.attempts[row.recipient])]
        copies = len(server.copies_for(row.recipient))
        doubts = sum(fault in DOUBTFUL for fault in faults)
        ended_well = faults[-1] == "ok"
        assert row.state == ("sent" if ended_well else "failed"), (row.recipient, faults)
        assert copies == doubts + ended_well, (row.recipient, faults)
        assert row.ambiguous == bool(doubts), (row.recipient, faults)
    assert sum(server.attempts.values()) >= SESSIONS
    assert len(rows) == queued


def pieces(kind: str, kills: int) -> list[Any]:
    """A hundred kills each, with a database and a seed of their own."""
    sizes = [min(_PIECE, kills - done) for done in range(0, kills, _PIECE)]
    return [pytest.param(kind, size, seed, id=f"{kind}-{seed}") for seed, size in enumerate(sizes)]


@pytest.mark.parametrize(
    ("store", "kills", "seed"),
    [*pieces("sqlite", KILLS), *pieces("postgresql", KILLS_PG)],
    indirect=["store"],
)
def test_kills_at_random_moments_lose_nothing(
    store: Store, samples: Any, server: Any, nursery: Any, kills: int, seed: int
) -> None:
    chance = random.Random(seed)
    recipients: list[str] = []
    samples.report(store, at=NOW - timedelta(hours=9))
    moment, lasts = NOW, 0.0
    killed = runs = 0
    while killed < kills:
        # New ones each time, so that there is always something to build and to send.
        for address in (new := [f"r{runs}-{own}@example.org" for own in range(6)]):
            add_subscription(store, address, Wish(), NOW - timedelta(days=2))
        recipients += new
        # Any moment of such a run is as likely as any other; how long one takes is looked up now and then.
        began = time.monotonic()
        after = lasts * chance.random() if runs % 10 else None
        ended = nursery.run(store, server.port, moment, after=after)
        assert ended in (0, -signal.SIGKILL), "a run that fails by itself is no kill"
        killed += ended != 0
        lasts = lasts if after else time.monotonic() - began
        runs += 1
        moment += timedelta(minutes=7)
    for hours in (0, 1, 2):
        assert nursery.run(store, server.port, moment + timedelta(hours=hours)) == 0

    counts = Counter(mail.recipient for mail in server.accepted)
    with store.read() as connection:
        doubted = {row.recipient for row in connection.execute(deliveries.select()) if row.ambiguous}
        states = {row.state for row in connection.execute(deliveries.select())}
    assert states == {"sent"}
    assert set(counts) == set(recipients)
    assert {address for address, count in counts.items() if count > 1} <= doubted
    copies: dict[str, set[bytes]] = {}
    for mail in server.accepted:
        copies.setdefault(mail.recipient, set()).add(mail.data)
    assert all(len(same) == 1 for same in copies.values())
    sys.stdout.write(
        f"{store.engine.dialect.name}: {killed} killed of {runs} runs, {len(recipients)} copies,"
        f" {sum(counts.values()) - len(counts)} repeated, {len(doubted)} in doubt\n",
    )


def waiting(store: Store) -> bool:
    with store.read() as connection:
        rows = connection.execute(deliveries.select()).all()
    return any(row.state in ("pending", "ambiguous") for row in rows)


def put(store: Store, clock: SetClock, address: str) -> None:
    subscription = add_subscription(store, address, Wish(), clock.now())
    window = DigestWindow(subscription.covered_until, clock.now() + timedelta(hours=1))
    body = b"Subject: x\r\n\r\n.dots\r\n" + (b"y" * 76 + b"\r\n") * 20
    copy = Copy(address, f"<{subscription.id}@sender.example>", body)
    queue(store, subscription, window, BuiltDigest("s", "h", "t", {}, (), (copy,)), clock.now())
