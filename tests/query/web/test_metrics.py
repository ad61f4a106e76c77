"""What /metrics says is well-formed for Prometheus, whatever an outlet is called, and tells the outbox and ticks."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jiannuo.clock import SetClock
from jiannuo.store import runs
from jiannuo.store.digests import Copy
from jiannuo.store.engine import Store
from jiannuo.store.letters import post
from jiannuo.store.migrate import migrate
from query.web.metrics import metrics_text
from scheduler.pulse import Pulse

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SAMPLE = re.compile(
    r'jiannuo_[a-z_]+(\{[a-z]+="(?:[^"\\\n]|\\[\\"n])*"(,[a-z]+="(?:[^"\\\n]|\\[\\"n])*")*\})? -?[0-9.e+]+'
)


def test_every_line_is_well_formed_and_every_family_is_told_once(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/db")
    migrate(store)
    name = 'a"b\\c\nd'
    run = runs.start_run(store, name, NOW - timedelta(minutes=5))
    runs.finish_run(store, run, status="failed", found=0, outcomes={}, lists={}, message="", at=NOW)
    post(store, Copy("a@example.org", "<1@x>", b"x"), NOW - timedelta(minutes=1))

    told = metrics_text(
        store, SetClock(NOW), Pulse(NOW - timedelta(hours=1), {"crawl": 2.5}, ("daily",), False)
    )
    store.close()

    lines = told.splitlines()
    samples = [line for line in lines if not line.startswith("#")]
    assert [line for line in samples if not SAMPLE.fullmatch(line)] == []
    types = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(types) == len(set(types)) == 8
    assert {
        "jiannuo_up_seconds 3600",
        'jiannuo_tick_age_seconds{job="crawl"} 2.5',
        "jiannuo_crawls_running 1",
        'jiannuo_copies{state="pending"} 1',
        "jiannuo_oldest_copy_seconds 60",
        'jiannuo_crawl_failed{outlet="a\\"b\\\\c\\nd"} 1',
        'jiannuo_crawl_age_seconds{outlet="a\\"b\\\\c\\nd"} 300',
    } <= set(samples)
