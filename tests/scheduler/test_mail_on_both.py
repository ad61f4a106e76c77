"""Building and sending on both databases, and on PostgreSQL by two senders at once."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from jiannuo.clock import SetClock
from jiannuo.config.settings import MailSettings, Settings
from jiannuo.model.commitment import Register
from jiannuo.model.subscription import Wish
from jiannuo.store.engine import Store
from jiannuo.store.migrate import migrate
from jiannuo.store.subscriptions import add_subscription
from jiannuo.store.tables import deliveries, digest_items
from scheduler.outbox import Outbox
from scheduler.sender import Sender


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path}/jiannuo.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql")(request.node.name)
    store = Store(url)
    migrate(store)
    yield store
    store.close()


def test_two_senders_hand_over_every_copy_once(
    both: Store, samples: Any, register: Register, clock: SetClock, server: Any, tmp_path: Path
) -> None:
    many = [f"r{number}@example.org" for number in range(60)]
    for address in many:
        add_subscription(both, address, Wish(), clock.now() - timedelta(days=2))
    samples.report(both, at=clock.now() - timedelta(hours=9))
    mail = MailSettings(
        host="127.0.0.1", port=server.port, security="none", sender="n@s.example", per_minute=100_000
    )
    outbox = Outbox(both, register, Settings(mail=mail), tmp_path, {}, clock)

    assert len(outbox.build_due()) == 60
    assert outbox.build_due() == []
    senders = [threading.Thread(target=Sender(both, mail, tmp_path, clock).drain) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert sorted(mail.recipient for mail in server.accepted) == sorted(many)
    with both.read() as connection:
        assert {row.state for row in connection.execute(deliveries.select())} == {"sent"}
        assert len(connection.execute(digest_items.select()).all()) == 60
