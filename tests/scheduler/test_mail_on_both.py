"""Building and sending on both databases, and on PostgreSQL by two senders at once."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

from jiannuo.clock import SetClock
from jiannuo.config.settings import MailSettings, Settings
from jiannuo.model.commitment import Register
from jiannuo.model.subscription import Wish
from jiannuo.store.engine import Store
from jiannuo.store.subscriptions import add_subscription
from jiannuo.store.tables import deliveries, digest_items
from scheduler.outbox import Outbox
from scheduler.sender import Sender


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
