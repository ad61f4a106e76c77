"""Run as a process of its own: build what is due and drain the outbox once, as a daemon's tick does."""

import sys
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import samples

from jiannuo.clock import SetClock
from jiannuo.config.settings import MailSettings, Settings
from jiannuo.lock import single_instance
from jiannuo.store.engine import Store
from scheduler.outbox import Outbox
from scheduler.sender import Sender


def main(database: str, port: str, moment: str) -> None:
    clock = SetClock(datetime.fromisoformat(moment))
    mail = MailSettings(
        host="127.0.0.1",
        port=int(port),
        security="none",
        sender="news@sender.example",
        per_minute=100_000,
        command_timeout_seconds=5,
        final_timeout_seconds=5,
    )
    store = Store(f"sqlite:///{database}")
    with single_instance(store):
        sender = Sender(store, mail, Path(database).parent, clock)
        sender.recover()
        Outbox(store, samples.register(), Settings(mail=mail), Path(), {}, clock).build_due()
        sender.drain()
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
