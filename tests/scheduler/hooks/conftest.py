"""A subscribed webhook with a digest that waits in the outbox, and the receiver it goes to."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from jiannuo.clock import SetClock
from jiannuo.config.settings import Settings
from jiannuo.model.commitment import Register
from jiannuo.model.hook import Hook
from jiannuo.model.subscription import Wish
from jiannuo.model.vocabulary import HookKind
from jiannuo.store.engine import Store
from jiannuo.store.hooks import add_hook
from jiannuo.store.subscriptions import add_subscription
from jiannuo.store.tables import deliveries
from scheduler.hooks.courier import Courier
from scheduler.hooks.dialects import DIALECTS
from scheduler.outbox import Outbox

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SECRET = "whsec_" + "c2VjcmV0LW9mLXRoZS10ZXN0cy0xMjM0NTY3ODkwYWI="


@pytest.fixture(scope="session")
def receiver_module() -> ModuleType:
    name = "jiannuo_tests_receiver"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("receiver.py"))
        assert spec
        assert spec.loader
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture
def receiver(receiver_module: ModuleType) -> Iterator[Any]:
    made = receiver_module.Receiver()
    yield made
    made.close()


@pytest.fixture
def settings() -> Settings:
    return Settings.model_validate(
        {
            "hooks": {"allow_private": ["127.0.0.1"], "timeout_seconds": 0.6},
            "web": {"public_url": "https://promises.example"},
            "mail": {"operator": "op@example.org", "sender": "n@sender.example"},
        }
    )


@pytest.fixture
def courier(store: Store, settings: Settings, clock: SetClock) -> Courier:
    return Courier(store, settings, clock)


@pytest.fixture
def queued(
    store: Store,
    samples: Any,
    register: Register,
    settings: Settings,
    clock: SetClock,
    receiver: Any,
    tmp_path: Path,
) -> Callable[..., None]:
    """Adds a hook of this kind and queues one digest with one progress for it."""

    def queue(
        kind: HookKind = HookKind.STANDARD, *, url: str = "", secret: str = SECRET, reports: int = 1
    ) -> None:
        dialect = DIALECTS[kind]
        own = secret if dialect.signs else ""
        add_hook(store, Hook("team", kind, url or receiver.url, own, dialect.per_minute, NOW))
        add_subscription(store, "hook:team", Wish(), NOW - timedelta(days=2))
        for number in range(reports):
            samples.report(store, at=NOW - timedelta(hours=9), number=number)
        Outbox(store, register, settings, tmp_path, {"daily": "滨江日报"}, clock).build_due()

    return queue


@pytest.fixture
def rows(store: Store) -> Callable[[], list[Any]]:
    def read() -> list[Any]:
        with store.read() as connection:
            return list(connection.execute(deliveries.select().where(deliveries.c.hook.is_not(None))))

    return read
