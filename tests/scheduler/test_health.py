"""Health flips on the fault it stands for, and only on that."""

import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from jiannuo.clock import SetClock
from jiannuo.model.subscription import DigestWindow, Wish
from jiannuo.store import runs
from jiannuo.store.digests import BuiltDigest, Copy, queue
from jiannuo.store.engine import Store
from jiannuo.store.subscriptions import add_subscription
from query.web import health as health_module
from query.web.health import Health, listen
from scheduler.pulse import Pulse

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
FINE = {"crawl": 1.0, "digest": 1.0, "send": 1.0, "pulse": 1.0}


def health(store: Store, clock: SetClock, *, stopping: bool = False, **ages: float) -> Health:
    return Health(store, clock, lambda: Pulse(NOW, {**FINE, **ages}, (), stopping), ("daily", "radio"))


def failing(document: dict[str, Any]) -> list[str]:
    return [name for name, check in document["checks"].items() if not check["ok"]]


def test_all_is_well(store: Store, clock: SetClock) -> None:
    ready, document = health(store, clock).ready()

    assert (ready, failing(document)) == (True, [])


@pytest.mark.parametrize(
    ("changes", "alive", "expected"),
    [
        ({"stopping": True}, True, ["stopping"]),
        ({"crawl": 500.0}, True, ["tick"]),
        ({"digest": 500.0}, True, ["tick"]),
        ({"pulse": 500.0}, False, ["tick"]),
        ({"send": 500.0}, True, []),
    ],
)
def test_a_loop_that_stands_still_is_seen(
    store: Store, clock: SetClock, changes: dict[str, Any], alive: bool, expected: list[str]
) -> None:
    looked = health(store, clock, **changes)

    assert looked.alive()[0] is alive
    assert failing(looked.ready()[1]) == expected


def test_mail_that_waits_too_long_is_seen(store: Store, clock: SetClock) -> None:
    subscription = add_subscription(store, "a@example.org", Wish(), clock.now())
    window = DigestWindow(clock.now(), clock.now() + timedelta(days=1))
    digest = BuiltDigest("s", "h", "t", {}, (), (Copy("a@example.org", "<1@x>", b"x"),))
    queue(store, subscription, window, digest, clock.now())
    assert failing(health(store, clock).ready()[1]) == []

    clock.advance(timedelta(hours=7))

    assert failing(health(store, clock).ready()[1]) == ["outbox"]


def test_one_failing_outlet_is_named_and_all_failing_make_it_unready(store: Store, clock: SetClock) -> None:
    fail(store, "daily")
    first = health(store, clock).ready()
    fail(store, "radio")
    second = health(store, clock).ready()

    assert (first[0], first[1]["checks"]["outlets"]["failing"]) == (True, ["daily"])
    assert (second[0], failing(second[1])) == (False, ["outlets"])


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_full_disk_is_seen(store: Store, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_module, "LEAST_FREE_BYTES", 1 << 60)

    assert failing(health(store, clock).ready()[1]) == ["disk"]


def test_a_schema_of_another_version_is_seen(store: Store, clock: SetClock) -> None:
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE schema_version SET version_num='9999'")

    assert failing(health(store, clock).ready()[1]) == ["database"]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_database_that_is_gone_is_seen_without_a_traceback(store: Store, clock: SetClock) -> None:
    store.close()
    file = store.sqlite_file
    assert file
    file.write_bytes(b"this is no database, and long enough to be read as one" * 100)

    ready, document = health(store, clock).ready()

    assert not ready
    assert "database" in failing(document)
    assert "damaged" in document["checks"]["database"]["reason"]


def fail(store: Store, outlet: str) -> None:
    run = runs.start_run(store, outlet, NOW)
    runs.finish_run(store, run, status="failed", found=0, outcomes={}, lists={}, message="x", at=NOW)


def test_an_answer_on_a_kept_connection_is_sent_at_once() -> None:
    with listen("127.0.0.1", 0) as server, socket.create_connection(server.getsockname()):
        taken, _ = server.accept()
        with taken:
            # What asyncio asks before it sets TCP_NODELAY.
            assert taken.proto == socket.IPPROTO_TCP
