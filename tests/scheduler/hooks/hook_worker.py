"""Run as a process of its own: post what is due once, as a daemon's tick does."""

import sys
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import samples

from jiannuo.clock import SetClock
from jiannuo.config.settings import Settings
from jiannuo.lock import single_instance
from jiannuo.store.engine import Store
from scheduler.hooks.courier import Courier
from scheduler.outbox import Outbox
from scheduler.sender import Sender


def main(database: str, moment: str) -> None:
    clock = SetClock(datetime.fromisoformat(moment))
    settings = Settings.model_validate({"hooks": {"allow_private": ["127.0.0.1"]}})
    store = Store(f"sqlite:///{database}")
    with single_instance(store):
        Sender(store, settings.mail, Path(database).parent, clock).recover()
        Outbox(store, samples.register(), settings, Path(), {}, clock).build_due()
        Courier(store, settings, clock).drain()
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
