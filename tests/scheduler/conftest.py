"""Real parts for the tests of time and mail: a store with facts in it, a mail server that fails on demand."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from jiannuo.clock import SetClock
from jiannuo.model.commitment import Register
from jiannuo.store.engine import Store
from jiannuo.store.tables import deliveries

HERE = Path(__file__).parent


def _module(name: str) -> ModuleType:
    """A plain module beside the tests, which pytest's importlib mode does not put on the path."""
    full = f"jiannuo_tests_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, HERE / f"{name}.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[full] = module
        spec.loader.exec_module(module)
    return sys.modules[full]


@pytest.fixture(scope="session")
def postgresql_kept(empty_in_postgresql: Callable[[], str]) -> Iterator[Store]:
    """One database on PostgreSQL for all the tests that leave only rows behind."""
    store = Store(empty_in_postgresql())
    yield store
    store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(
    request: pytest.FixtureRequest, tmp_path: Path, fresh_store: Callable[[Path], Store]
) -> Iterator[Store]:
    """An empty database of either kind in turn; on PostgreSQL one for all, made empty each time."""
    if request.param == "postgresql":
        kept: Store = request.getfixturevalue("postgresql_kept")
        with kept.write() as connection:
            names = ", ".join(f'"{table.name}"' for table in deliveries.metadata.sorted_tables)
            connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
        yield kept
        return
    store = fresh_store(tmp_path / "jiannuo.db")
    yield store
    store.close()


@pytest.fixture(scope="session")
def nursery(empty_database: Path) -> Iterator[Any]:
    nursery = _module("nursery").Nursery(empty_database)
    yield nursery
    nursery.close()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 24, 3, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def register() -> Register:
    return _module("samples").register()


@pytest.fixture(scope="session")
def samples() -> Any:
    return _module("samples")


@pytest.fixture(scope="session")
def fake_smtp() -> Any:
    return _module("fake_smtp")


@pytest.fixture
def server(fake_smtp: Any) -> Iterator[Any]:
    server = fake_smtp.FakeServer()
    yield server
    server.close()
