"""Who reads long lets writers in between two statements; who writes, or reads briefly, is left alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from jiannuo.store import breath
from jiannuo.store.breath import breathe
from jiannuo.store.engine import Store


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path}/one.db")
    with store.write() as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))
    yield store
    store.close()


def seen(store: Store, held: float, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether a reader still reads, and so holds its lock, after a breath."""
    monkeypatch.setattr(breath, "HELD_SECONDS", held)
    with store.read() as connection:
        connection.execute(text("SELECT * FROM t")).all()
        breathe(connection)
        driver = connection.connection.driver_connection
        assert driver is not None
        return bool(driver.in_transaction)


def test_a_long_reader_lets_go_of_its_lock(file: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not seen(file, 0.0, monkeypatch)


def test_a_short_reader_keeps_what_it_sees(file: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert seen(file, 60.0, monkeypatch)


def test_it_reads_on_and_sees_what_was_written_meanwhile(
    file: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breath, "HELD_SECONDS", 0.0)
    count = text("SELECT count(*) FROM t")
    with file.read() as connection:
        assert connection.execute(count).scalar() == 0
        breathe(connection)
        with file.write() as other:
            other.execute(text("INSERT INTO t VALUES (1)"))
        assert connection.execute(count).scalar() == 1


def test_a_writer_loses_nothing(file: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breath, "HELD_SECONDS", 0.0)
    with file.write() as connection:
        connection.execute(text("INSERT INTO t VALUES (1)"))
        breathe(connection)
    with file.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM t")).scalar() == 1
