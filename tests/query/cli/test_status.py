"""jiannuo status: 0 while all is well, 8 with a line for each thing that wants attention."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jiannuo_tests_forge import run

from jiannuo.lock import single_instance
from jiannuo.model.subscription import Wish
from jiannuo.model.vocabulary import DeliveryState
from jiannuo.model.worker import Worker, WorkerKind
from jiannuo.store import deliveries
from jiannuo.store.digests import Copy
from jiannuo.store.engine import Store
from jiannuo.store.letters import post
from jiannuo.store.subscriptions import add_subscription
from jiannuo.store.tables import suppressions
from jiannuo.store.workers import beat

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path, fresh_store: Callable[[Path], Store]) -> Iterator[Store]:
    (tmp_path / "outlets").mkdir()
    text = "database: sqlite:///jiannuo.db\noutlets: {folders: [outlets]}\n"
    (tmp_path / "config.yaml").write_text(text, "utf-8")
    store = fresh_store(tmp_path / "jiannuo.db")
    yield store
    store.close()


def status(store: Store) -> tuple[int, Any]:
    assert store.sqlite_file
    done = run(["status", "--json"], store.sqlite_file.parent)
    return done.returncode, json.loads(done.stdout)


def ended(store: Store, state: DeliveryState, at: datetime) -> None:
    post(store, Copy("a@example.org", f"<{at.isoformat()}@x>", b"x"), at)
    found = deliveries.claim(store, at, DAY, resend_ambiguous=False)
    assert found
    if state is DeliveryState.AMBIGUOUS:
        deliveries.mark_data(store, found)
        deliveries.mark_again(store, found, 1, NOW + DAY, "no answer", ambiguous=True)
    else:
        deliveries.mark_done(store, found, state, at, "said")


def test_a_failed_copy_wants_attention_for_a_week(store: Store) -> None:
    ended(store, DeliveryState.SENT, NOW)
    ended(store, DeliveryState.FAILED, NOW - 8 * DAY)
    assert status(store)[0] == 0

    ended(store, DeliveryState.FAILED, NOW - 6 * DAY)

    code, told = status(store)
    assert (code, told["attention"]) == (8, ["mail failed: 1; jiannuo outbox list"])


def test_a_copy_in_doubt_and_a_suspended_reader_want_attention_for_as_long_as_they_are(store: Store) -> None:
    ended(store, DeliveryState.AMBIGUOUS, NOW - timedelta(minutes=5))
    add_subscription(store, "a@example.org", Wish(), NOW)
    with store.write() as connection:
        values = {"address": "a@example.org", "reason": "550", "since": NOW - 100 * DAY}
        connection.execute(suppressions.insert().values(**values))

    code, told = status(store)

    assert code == 8
    assert told["attention"][0] == "mail ambiguous: 1; jiannuo outbox list"
    assert "jiannuo subscribers resume a@example.org" in told["attention"][1]


def test_work_that_waits_wants_attention_only_while_no_daemon_is_there(store: Store) -> None:
    add_subscription(store, "a@example.org", Wish(), NOW - 3 * DAY)

    alone = status(store)
    with single_instance(store):
        attended = status(store)

    assert alone[0] == 8
    assert alone[1]["attention"] == ["no daemon is running: 1 digests are due, mail waits: no"]
    assert alone[1]["daemon"] == {"running": False, "pid": None}
    assert attended[0] == 0
    assert attended[1]["daemon"]["running"]
    assert attended[1]["daemon"]["pid"]


def test_every_worker_is_shown_and_one_that_fell_silent_wants_attention(store: Store) -> None:
    seen = {"alive": NOW, "lost": NOW - timedelta(hours=1)}
    for name, at in seen.items():
        lost_at = at + timedelta(minutes=10)
        beat(store, Worker(name, "host-1", 7, WorkerKind.CRAWL, at, at, lost_at, ("daily",)))

    code, told = status(store)

    assert code == 8
    shown = {one["name"]: (one["machine"], one["doing"], one["alive"]) for one in told["workers"]}
    assert shown == {"alive": ("host-1", ["daily"], True), "lost": ("host-1", ["daily"], False)}
    assert [line for line in told["attention"] if "crawl worker lost on host-1 is lost" in line]
    assert store.sqlite_file
    assert "失联" in run(["status"], store.sqlite_file.parent).stdout
