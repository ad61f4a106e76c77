"""Who works is known, and whose work nobody does any more."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from jiannuo.clock import SetClock
from jiannuo.model.worker import Worker, WorkerKind
from jiannuo.store import deliveries, runs, workers
from jiannuo.store.engine import Store
from jiannuo.store.tables import deliveries as copies
from jiannuo.store.taking_back import recover
from scheduler.workers.presence import Presence

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LOST = timedelta(seconds=45)


def worker(name: str, seen: datetime, *doing: str) -> Worker:
    return Worker(name, "host", 7, WorkerKind.CRAWL, NOW, seen, seen + LOST, doing)


def test_a_worker_is_shown_with_what_it_does_until_it_leaves(store: Store) -> None:
    workers.beat(store, worker("a", NOW))
    workers.beat(store, worker("a", NOW + LOST, "daily"))

    assert workers.all_workers(store) == [worker("a", NOW + LOST, "daily")]
    workers.leave(store, "a")
    assert workers.all_workers(store) == []


def test_only_the_dead_workers_crawls_are_closed(store: Store) -> None:
    workers.beat(store, worker("dead", NOW - LOST))
    workers.beat(store, worker("alive", NOW))
    for name in ("dead", "alive", None):
        runs.start_run(store, f"of-{name}", NOW, name)

    assert workers.close_lost_runs(store, NOW) == 1

    last = runs.last_runs(store)
    assert {name: run.status for name, run in last.items()} == {
        "of-dead": "killed", "of-alive": "running", "of-None": "running",
    }  # fmt: skip
    assert last["of-dead"].lost
    assert runs.is_closed(store, last["of-dead"].id)
    assert not runs.is_closed(store, last["of-alive"].id)


def test_a_daemon_that_starts_leaves_the_crawls_of_workers_alone(store: Store) -> None:
    runs.start_run(store, "a", NOW, "worker")
    runs.start_run(store, "b", NOW)

    assert runs.abandon_runs(store, NOW) == 1
    assert runs.last_runs(store)["a"].status == "running"


def test_a_worker_closes_what_it_is_not_crawling_any_more(store: Store) -> None:
    for name in ("kept", "left"):
        runs.start_run(store, name, NOW, "me")

    assert workers.close_own_runs(store, "me", ("kept",), NOW) == 1
    assert runs.last_runs(store)["left"].lost


@pytest.fixture
def claimed(store: Store) -> Callable[[str | None], deliveries.Delivery]:
    """Puts one copy into the outbox; each call has it claimed by the holder."""
    with store.write() as connection:
        connection.execute(
            copies.insert().values(
                recipient="a@example.org", message_id="1", message=b"x", state="pending", next_attempt=NOW,
                queued_at=NOW, attempts=0, ambiguous=False, last_answer="",
            )
        )  # fmt: skip

    def claim(holder: str | None) -> deliveries.Delivery:
        found = deliveries.claim(store, NOW, timedelta(hours=1), resend_ambiguous=True, holder=holder)
        assert found is not None
        return found

    return claim


def test_a_dead_senders_copies_come_back_and_are_no_longer_its_own(
    store: Store, claimed: Callable[[str | None], deliveries.Delivery]
) -> None:
    workers.beat(store, worker("first", NOW))
    old = claimed("first")
    assert recover(store, NOW, NOW, sole_sender=True)["pending"] == 0

    assert recover(store, NOW + LOST, NOW, sole_sender=False)["pending"] == 1
    new = claimed("second")

    assert not deliveries.mark_data(store, old)
    assert deliveries.mark_data(store, new)


def test_who_is_not_heard_lets_go_long_before_the_others_take_over(store: Store) -> None:
    silent = Presence(store, SetClock(NOW), WorkerKind.CRAWL, 45.0, tuple)
    silent.beat()
    assert not silent.unheard()
    silent._heard -= 16
    assert silent.unheard()
    assert workers.all_workers(store)[0].alive(NOW + timedelta(seconds=44))
