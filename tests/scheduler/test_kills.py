"""Killing the process at every named point of digest and delivery: nothing is lost, copies repeat only in the gap.

Oracle: the ledger of a real server. Each (digest, recipient) is accepted at least once; more than once only
when the kill fell between the server's acceptance and our commit, and then with the same bytes.
``JIANNUO_KILLS`` sets how often each point is tried on SQLite (default 3, each time at a later copy),
``JIANNUO_KILLS_PG`` how often on PostgreSQL (default 1).
"""

import os
import signal
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from jiannuo.clock import SetClock
from jiannuo.config.settings import MailSettings, Settings
from jiannuo.lock import single_instance
from jiannuo.model.subscription import Wish
from jiannuo.store.engine import Store
from jiannuo.store.subscriptions import add_subscription
from jiannuo.store.tables import deliveries
from scheduler.outbox import Outbox
from scheduler.sender import Sender

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
RECIPIENTS = [f"r{number}@example.org" for number in range(4)]
KILLS = {
    "sqlite": int(os.environ.get("JIANNUO_KILLS", "3")),
    "postgresql": int(os.environ.get("JIANNUO_KILLS_PG", "1")),
}
# Reached once for every copy: killed at the first, the second, the third …
EACH = [
    "send.sender",
    "send.recipient",
    "send.data",
    "send.before_data",
    "send.mid_body",
    "send.after_dot",
    "send.after_accept",
    "send.after_commit",
]
# Reached once in a run.
ONCE = [
    "digest.before_begin",
    "digest.row",
    "digest.half",
    "digest.before_commit",
    "digest.after_commit",
    "send.claimed",
    "send.connected",
    "send.quit",
]
GAP = ("send.after_dot", "send.after_accept")


def started_again(store: Store, samples: Any, port: int, moment: datetime) -> None:
    """What the worker does, without the cost of a new process."""
    mail = MailSettings(
        host="127.0.0.1", port=port, security="none", sender="news@sender.example", per_minute=100_000
    )
    clock = SetClock(moment)
    with single_instance(store):
        sender = Sender(store, mail, Path(), clock)
        sender.recover()
        Outbox(store, samples.register(), Settings(mail=mail), Path(), {}, clock).build_due()
        sender.drain()


def prepared(store: Store, samples: Any, recipients: Sequence[str] = RECIPIENTS) -> None:
    for address in recipients:
        add_subscription(store, address, Wish(), NOW - timedelta(days=2))
    samples.report(store, at=NOW - timedelta(hours=9))


@pytest.mark.parametrize(
    ("store", "nth"),
    [(kind, nth) for kind, kills in KILLS.items() for nth in range(1, kills + 1)],
    indirect=["store"],
)
@pytest.mark.parametrize("point", EACH + ONCE)
def test_a_kill_loses_no_mail_and_repeats_one_only_in_the_gap(
    store: Store, samples: Any, server: Any, nursery: Any, point: str, nth: int
) -> None:
    prepared(store, samples)

    at = f"{point}:{1 if point in ONCE else (nth - 1) % len(RECIPIENTS) + 1}"
    killed = nursery.run(store, server.port, NOW, at)
    assert killed == -signal.SIGKILL
    for hours in (0, 1):
        started_again(store, samples, server.port, NOW + timedelta(hours=hours))

    extra = 0
    for address in RECIPIENTS:
        copies = server.copies_for(address)
        assert copies, f"{address} got nothing"
        assert len(set(copies)) == 1, "a repeated mail must be the same to the byte"
        extra += len(copies) - 1
    assert extra == (1 if point in GAP else 0)
    identities = {message_from_bytes(mail.data)["Message-ID"] for mail in server.accepted}
    assert len(identities) == len(RECIPIENTS)
    with store.read() as connection:
        assert {row.state for row in connection.execute(deliveries.select())} == {"sent"}
        if store.sqlite_file:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


@pytest.mark.parametrize(
    ("store", "nth"), [*(("sqlite", nth) for nth in (1, 20, 39)), ("postgresql", 20)], indirect=["store"]
)
def test_a_kill_while_several_connections_send_leaves_one_copy_each_in_doubt(
    store: Store, samples: Any, server: Any, nursery: Any, nth: int
) -> None:
    prepared(store, samples, many := [f"r{number}@example.org" for number in range(40)])

    assert nursery.run(store, server.port, NOW, f"send.after_accept:{nth}") == -signal.SIGKILL
    for hours in (0, 1):
        started_again(store, samples, server.port, NOW + timedelta(hours=hours))

    copies = {address: server.copies_for(address) for address in many}
    assert min(map(len, copies.values())) == 1
    assert all(len(set(same)) == 1 for same in copies.values())
    twice = {address for address, same in copies.items() if len(same) > 1}
    assert 1 <= len(twice) <= MailSettings().connections
    with store.read() as connection:
        doubted = {row.recipient for row in connection.execute(deliveries.select()) if row.ambiguous}
    assert twice <= doubted


@pytest.mark.parametrize("store", KILLS, indirect=True)
def test_a_kill_during_the_recovery_from_a_kill(
    store: Store, samples: Any, server: Any, nursery: Any
) -> None:
    prepared(store, samples)

    for point in ("send.after_accept", "send.claimed", "send.before_data:2"):
        assert nursery.run(store, server.port, NOW, point) == -signal.SIGKILL
    for hours in (0, 1):
        assert nursery.run(store, server.port, NOW + timedelta(hours=hours)) == 0

    counts = [len(server.copies_for(address)) for address in RECIPIENTS]
    assert min(counts) == 1
    assert sum(counts) == len(RECIPIENTS) + 1


def test_without_a_mail_server_a_kill_writes_the_same_file_again(
    store: Store, samples: Any, nursery: Any, tmp_path: Path
) -> None:
    prepared(store, samples)

    folder = tmp_path / "outbox"
    assert nursery.run(store, 0, NOW, "send.after_accept:2", folder=folder) == -signal.SIGKILL
    assert nursery.run(store, 0, NOW, folder=folder) == 0

    files = sorted(folder.iterdir())
    assert [file.suffix for file in files] == [".eml"] * len(RECIPIENTS)
    assert {message_from_bytes(file.read_bytes())["To"].strip("<>") for file in files} == set(RECIPIENTS)
