"""A year of ticks at odd moments in six zones, with the machine off for 1, 3 and 30 windows: each window once."""

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jiannuo.clock import SetClock
from jiannuo.config.settings import Settings
from jiannuo.model.commitment import Register
from jiannuo.model.subscription import Subscription, Wish
from jiannuo.store.engine import Store
from jiannuo.store.subscriptions import add_subscription, all_subscriptions
from jiannuo.store.tables import digest_items, digests
from scheduler.outbox import Outbox
from scheduler.windows import last_boundary

ZONES = [
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/Los_Angeles",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Apia",
]
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
# Off from the day on, for so many days; the first two hold a change of the clocks in Berlin and Los Angeles.
OFF = {86: 3, 66: 1, 200: 30}


def ticks() -> list[datetime]:
    """Moments of a year, eight to twenty-six hours apart, none while the machine is off."""
    chance, now, found = random.Random(6), BEGIN, []
    while now < BEGIN + timedelta(days=366):
        day = (now - BEGIN).days
        if not any(start <= day < start + length for start, length in OFF.items()):
            found.append(now)
        now += timedelta(hours=chance.uniform(8, 26))
    return found


def test_each_report_of_a_year_is_told_once_in_every_zone_and_missed_windows_merge(
    store: Store, samples: Any, register: Register, tmp_path: Path
) -> None:
    readers = [
        add_subscription(store, f"r{number}@example.org", Wish(zone=zone, hour=(0, 2, 7)[number % 3]), BEGIN)
        for number, zone in enumerate(ZONES)
    ]
    clock, built, reports = SetClock(BEGIN), 0, []
    outbox = Outbox(store, register, Settings(), tmp_path, {}, clock)
    due = [BEGIN + timedelta(days=day, hours=13) for day in sorted({*range(3, 360, 12), *range(200, 230, 6)})]
    for moment in ticks():
        while due and due[0] <= moment:
            number = len(reports) + 1
            figure = samples.reading(100.0 + number)
            reports.append(samples.report(store, "T3", at=due.pop(0), number=number, readings=(figure,)))
        clock.advance(moment - clock.now())
        built += len(outbox.build_due())
        for reader in all_subscriptions(store):
            assert reader.covered_until == max(last_boundary(reader.wish, moment), reader.created_at)

    for reader in readers:
        assert told(store, reader) == reports
        windows = [(row.window_start, row.window_end) for row in own_digests(store, reader)]
        assert all(end <= start for (_, end), (start, _) in pairwise(windows))
        assert max(end - start for start, end in windows) >= timedelta(days=30)
        local = {end.astimezone(ZoneInfo(reader.wish.zone)).hour for _, end in windows}
        assert reader.wish.hour in local
    assert built == sum(len(own_digests(store, reader)) for reader in readers)
    assert built < len(readers) * len(reports)


def told(store: Store, reader: Subscription) -> list[int]:
    query = digest_items.select().where(digest_items.c.subscription_id == reader.id)
    with store.read() as connection:
        return sorted(row.report_id for row in connection.execute(query))


def own_digests(store: Store, reader: Subscription) -> list[Any]:
    query = digests.select().where(digests.c.subscription_id == reader.id).order_by(digests.c.window_end)
    with store.read() as connection:
        return list(connection.execute(query))
