"""A process that builds what is due and drains the outbox once, as a daemon's tick does, and may be killed at it.

Each run is a process of its own, forked from one that has built and written a digest already: the kill is as real,
and what every process does once (imports, templates, queries made ready) is not paid a thousand times.

Asked by one line of JSON on standard input; answers with the exit code. It is also who kills at a given time: only
a process's own parent can be sure that the number still is that process's, because it has not yet asked for its end.
"""

import json
import os
import select
import signal
import sys
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent))

import samples

from jiannuo.clock import SetClock
from jiannuo.config.settings import MailSettings, Settings
from jiannuo.lock import single_instance
from jiannuo.model.subscription import Wish
from jiannuo.store.engine import Store
from jiannuo.store.subscriptions import add_subscription
from scheduler.outbox import Outbox
from scheduler.sender import Sender


def main(database: str, folder: Path, port: int, moment: str) -> None:
    clock = SetClock(datetime.fromisoformat(moment))
    mail = MailSettings(
        host="127.0.0.1" if port else None,
        port=port or 25,
        security="none",
        sender="news@sender.example",
        per_minute=100_000,
        command_timeout_seconds=5,
        final_timeout_seconds=5,
    )
    store = Store(database)
    with single_instance(store):
        sender = Sender(store, mail, folder, clock)
        sender.recover()
        Outbox(store, samples.register(), Settings(mail=mail), folder, {}, clock).build_due()
        sender.drain()
    store.close()


def warm(empty: Path) -> None:
    """Build one digest for one subscriber, and write it, in a copy of an ``empty`` database that is thrown away."""
    moment = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    with TemporaryDirectory() as folder:
        database = f"sqlite:///{copy(empty, folder)}"
        store = Store(database)
        add_subscription(store, "warm@example.org", Wish(), moment - timedelta(days=2))
        samples.report(store, at=moment - timedelta(hours=9))
        store.close()
        main(database, Path(folder), 0, moment.isoformat())


def serve() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            os.environ.pop("JIANNUO_FAILPOINT", None)
            if asked["failpoint"]:
                os.environ["JIANNUO_FAILPOINT"] = asked["failpoint"]
            code = 1
            try:
                main(asked["database"], Path(asked["folder"]), asked["port"], asked["moment"])
                code = 0
            except BaseException:
                traceback.print_exc()
                raise
            finally:
                sys.stderr.flush()
                os._exit(code)
        if asked["after"] is not None:
            kill_after(pid, asked["after"])
        tell(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def kill_after(pid: int, seconds: float) -> None:
    """Kill our child unless it has ended by then; one that ends in this moment takes the signal as a zombie."""
    child = os.pidfd_open(pid)
    try:
        if not select.select([child], [], [], seconds)[0]:
            os.kill(pid, signal.SIGKILL)
    finally:
        os.close(child)


def tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    warm(Path(sys.argv[1]))
    serve()
