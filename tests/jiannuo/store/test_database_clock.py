"""All machines go by the database server's clock, whatever their own say."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jiannuo.clock import SystemClock
from jiannuo.store import clock
from jiannuo.store.clock import DatabaseClock, clock_of
from jiannuo.store.engine import Store


@pytest.fixture
def server(empty_in_postgresql: Callable[[], str]) -> Store:
    return Store(empty_in_postgresql())


def test_a_machine_whose_clock_is_wrong_tells_the_servers_time(
    server: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Wrong(datetime):
        @classmethod
        def now(cls, tz: object = None) -> "Wrong":
            return cls(1999, 1, 1, tzinfo=UTC)

    truth = datetime.now(UTC)
    monkeypatch.setattr("jiannuo.clock.datetime", Wrong)
    told = clock_of(server).now()
    server.close()
    assert abs(told - truth) < timedelta(seconds=5)
    assert told.tzinfo is UTC


def test_while_the_server_is_away_its_last_answer_is_carried_on(
    server: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried = DatabaseClock(server)
    first = carried.now()
    server.close()
    monkeypatch.setattr(clock, "_ASKED_EVERY", 0.0)
    away = Store("postgresql+psycopg://jiannuo@/none?host=/nowhere")
    monkeypatch.setattr(carried, "_store", away)
    began = time.monotonic()
    assert first < carried.now() < first + timedelta(seconds=time.monotonic() - began + 5)
    away.close()


def test_sqlite_is_on_this_machine(tmp_path: Path, fresh_store: Callable[[Path], Store]) -> None:
    store = fresh_store(tmp_path / "db")
    assert isinstance(clock_of(store), SystemClock)
    store.close()
