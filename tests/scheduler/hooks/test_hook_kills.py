"""Killing the process at every named point of a post: nothing is lost, and a repetition carries the same id and bytes."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jiannuo.model.hook import Hook
from jiannuo.model.subscription import Wish
from jiannuo.model.vocabulary import HookKind
from jiannuo.store.engine import Store
from jiannuo.store.hooks import add_hook
from jiannuo.store.subscriptions import add_subscription
from jiannuo.store.tables import deliveries

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
# Where the receiver has the message and we have not yet written that down.
GAP = ("hook.after_request", "hook.after_accept")


@pytest.mark.parametrize(
    "point", ["digest.row", "hook.claimed", "hook.before_body", *GAP, "hook.after_commit"]
)
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_kill_loses_nothing_and_repeats_only_in_the_gap(
    store: Store, samples: Any, receiver: Any, point: str
) -> None:
    for name in ("one", "two"):
        add_hook(store, Hook(name, HookKind.STANDARD, receiver.url, "whsec_c2VjcmV0", 60, NOW))
        add_subscription(store, f"hook:{name}", Wish(), NOW - timedelta(days=2))
    samples.report(store, at=NOW - timedelta(hours=9))

    killed = work(store, NOW, f"{point}:1")
    again = [work(store, NOW + timedelta(hours=hours)) for hours in (1, 2)]

    assert (killed, again) == (-signal.SIGKILL, [0, 0])
    counted = receiver.counted()
    assert len(counted) == 2
    assert sum(counted.values()) <= 2 + (point in GAP)
    assert len({(request.headers["webhook-id"], request.body) for request in receiver.requests}) == 2
    with store.read() as connection:
        rows = connection.execute(deliveries.select()).all()
    assert [row.state for row in rows] == ["sent", "sent"]
    assert all(row.ambiguous for row in rows if counted[row.message_id] > 1)


def work(store: Store, moment: datetime, failpoint: str = "") -> int:
    environment = {name: value for name, value in os.environ.items() if name != "JIANNUO_FAILPOINT"}
    if failpoint:
        environment["JIANNUO_FAILPOINT"] = failpoint
    words = [
        sys.executable,
        str(Path(__file__).with_name("hook_worker.py")),
        str(store.sqlite_file),
        moment.isoformat(),
    ]
    return subprocess.run(words, env=environment, timeout=60, check=False).returncode
