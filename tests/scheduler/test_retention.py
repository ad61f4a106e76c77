"""What is no evidence goes after its time, in small steps; the database and its folders stay bounded."""

import json
import os
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jiannuo_tests_forge import run

from jiannuo.clock import SetClock
from jiannuo.config.load import Config, load_config
from jiannuo.model.subscription import DigestWindow, Subscription, Wish
from jiannuo.model.vocabulary import DeliveryState
from jiannuo.store import deliveries as outbox
from jiannuo.store import retention as kept
from jiannuo.store import runs
from jiannuo.store.digests import BuiltDigest, Copy, load_digest, queue
from jiannuo.store.engine import Store
from jiannuo.store.letters import post
from jiannuo.store.migrate import migrate
from jiannuo.store.rows import add_row
from jiannuo.store.subscriptions import add_subscription
from jiannuo.store.tables import alarms, deliveries, digests, evidence, matches, pages, reports, signups
from jiannuo.store.tables import runs as runs_table
from scheduler.retention import DailyRetention, Retention

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BODY = os.urandom(40_000)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    text = (
        "database: sqlite:///jiannuo.db\nmail: {folder: outbox}\narchive: {folder: archive, keep_days: 10}\n"
    )
    (tmp_path / "config.yaml").write_text(text, "utf-8")
    return load_config(tmp_path / "config.yaml")


def mailed(store: Store, subscription: Subscription, end: datetime, *, sent: bool = True) -> int:
    """A digest queued, and (when ``sent``) handed over."""
    window = DigestWindow(end - DAY, end)
    copy = Copy(subscription.address, f"<{end.isoformat()}@x>", BODY)
    made = BuiltDigest("s", "h" * 15_000, "t" * 5_000, {"lead": ["x"]}, (), (copy,))
    key = queue(store, subscription, window, made, end)
    assert key is not None
    if sent:
        found = outbox.claim(store, end, timedelta(minutes=5), resend_ambiguous=True)
        assert found
        outbox.mark_data(store, found)
        outbox.mark_done(store, found, DeliveryState.SENT, end, "250")
    return key


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_the_database_does_not_grow_with_the_years(store: Store, config: Config, clock: SetClock) -> None:
    with closing(store.engine.raw_connection()) as raw:
        raw.driver_connection.execute("PRAGMA synchronous = OFF")  # type: ignore[union-attr]  # sooner, not less
    subscription = add_subscription(store, "a@example.org", Wish(), clock.now() - DAY)
    daily, sizes = DailyRetention(Retention(store, config, clock), clock), []
    for _ in range(3):
        for _ in range(40):
            mailed(store, again(store, subscription), clock.now())
            daily.tend(threading.Event())
            clock.advance(DAY)
        assert store.sqlite_file
        sizes.append(store.sqlite_file.stat().st_size)

    # A digest of 60 KB leaves its record and its page's content: a leaf of 4 KB in each of two tables.
    assert (sizes[2] - sizes[0]) / 80 < 10_000, sizes
    assert sizes[2] < 70 * (len(BODY) + 20_000), sizes
    first = load_digest(store, 1)
    assert first
    assert (first.content, first.html, first.text) == ({"lead": ["x"]}, "", "")


def test_records_of_copies_go_in_the_end_and_the_digest_stays(
    store: Store, config: Config, clock: SetClock
) -> None:
    subscription = add_subscription(store, "a@example.org", Wish(), NOW - 900 * DAY)
    key = mailed(store, subscription, NOW - 401 * DAY)

    Retention(store, config, clock).apply()

    assert rows(store, deliveries) == [[]]
    assert load_digest(store, key)


def again(store: Store, subscription: Subscription) -> Subscription:
    from jiannuo.store.subscriptions import subscriptions_of

    return subscriptions_of(store, subscription.address)[0]


def test_what_is_not_settled_and_what_is_evidence_stays(
    store: Store, config: Config, clock: SetClock, samples: Any
) -> None:
    samples.report(store, at=NOW - 900 * DAY)
    subscription = add_subscription(store, "a@example.org", Wish(), NOW - 900 * DAY)
    mailed(store, subscription, NOW - 800 * DAY, sent=False)
    before = rows(store, deliveries, digests, reports, matches, evidence)

    Retention(store, config, clock).apply()

    assert rows(store, deliveries, digests, reports, matches, evidence) == before


def rows(store: Store, *tables: Any) -> list[Any]:
    with store.read() as connection:
        return [connection.execute(table.select()).all() for table in tables]


def test_crawls_beyond_the_last_hundred_go_unless_an_alarm_speaks_of_them(
    store: Store, config: Config, clock: SetClock
) -> None:
    old = [
        runs.start_run(store, "daily", NOW - 800 * DAY + number * timedelta(hours=1)) for number in range(130)
    ]
    few = runs.start_run(store, "radio", NOW - 800 * DAY)
    with store.write() as connection:
        values = {"outlet": "daily", "symptom": "empty", "detail": "", "accepted": False}
        connection.execute(alarms.insert().values(run_id=old[3], raised_at=NOW - 800 * DAY, **values))
        page = page_of(connection, old[0], NOW - 800 * DAY, b"unreadable")

    done = Retention(store, config, clock).apply()

    with store.read() as connection:
        left = {row.id for row in connection.execute(runs_table.select())}
        found = connection.execute(pages.select().where(pages.c.id == page)).one()
    assert left == {*old[30:], old[3], few}
    assert (found.run_id, found.body) == (None, None)
    assert (done["crawls"], done["pages"]) == (29, 1)


def page_of(connection: Any, run: int, at: datetime, body: bytes) -> int:
    address = "http://a.example/1"
    values = {
        "url": address,
        "requested_url": address,
        "final_url": address,
        "outlet": "daily",
        "status": 200,
    }
    more = {"fetched_at": at, "sha256": "0" * 64, "outcome": "garbled", "reason": "", "body": body}
    return add_row(connection, pages, run_id=run, **values, **more)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_sign_ups_letters_and_files_go_after_their_time(
    store: Store, config: Config, clock: SetClock
) -> None:
    with store.write() as connection:
        for days in (1, 8):
            values = {"address_key": f"{days}", "address": f"{days}@x.example", "mark": f"{days:032d}"}
            connection.execute(signups.insert().values(asked_at=NOW - days * DAY, **values))
    post(store, Copy("a@example.org", "<letter@x>", b"x"), NOW - 60 * DAY)
    found = outbox.claim(store, NOW - 59 * DAY, timedelta(minutes=5), resend_ambiguous=True)
    assert found
    outbox.mark_done(store, found, DeliveryState.SENT, NOW - 59 * DAY, "250")
    paths = [config.folder / name for name in ("outbox/digest-000001.eml", "archive/2026-11-01/a.warc.gz")]
    paths += [config.folder / "jiannuo.db.before-0007-x", config.folder / "outbox/mine.eml"]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"123")
        os.utime(path, (0, 0))

    seen = Retention(store, config, clock).look()
    Retention(store, config, clock).apply()

    assert {name: one.count for name, one in seen.items() if one.count} == {
        "letters": 1,
        "bodies": 1,
        "signups": 1,
        "written": 1,
        "archive": 1,
        "backups": 1,
    }
    assert [path.exists() for path in paths] == [False, False, False, True]
    assert [len(table) for table in rows(store, signups, deliveries)] == [1, 0]


def test_it_happens_once_a_day_also_when_the_clock_goes_back(
    store: Store, config: Config, clock: SetClock
) -> None:
    daily, stop = DailyRetention(Retention(store, config, clock), clock), threading.Event()

    times = []
    for step in (0, 23, 2, 0, -400 * 24, 23, 2):
        clock.advance(timedelta(hours=step))
        times.append(bool(daily.tend(stop)))

    assert times == [True, False, True, False, True, False, True]


def test_a_batch_is_small_and_an_end_is_heard_between_two(
    store: Store, config: Config, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.write() as connection:
        for number in range(500):
            values = {"address_key": f"{number}", "address": "x", "mark": f"{number:032d}"}
            connection.execute(signups.insert().values(asked_at=NOW - 8 * DAY, **values))
    stop = threading.Event()
    monkeypatch.setattr(kept, "reach", lambda _point: stop.set())

    done = Retention(store, config, clock).apply(stop)

    assert done["signups"] == 200


def test_the_command_only_looks_unless_it_is_told_to_act(tmp_path: Path, config: Config) -> None:
    store = Store(config.database_url())
    migrate(store)
    subscription = add_subscription(store, "a@example.org", Wish(), NOW - 900 * DAY)
    mailed(store, subscription, NOW - 100 * DAY)

    looked, acted, after = (
        jiannuo(tmp_path, "retention", "--json", *more) for more in ((), ("--apply",), ())
    )

    assert looked["old"]["bodies"] == {"days": 30, "count": 1, "bytes": len(BODY)}
    assert looked["let_go"] == {}
    assert acted["let_go"]["bodies"] == 1
    assert after["old"]["bodies"]["count"] == 0
    store.close()


def jiannuo(home: Path, *words: str) -> Any:
    done = run(words, home)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
