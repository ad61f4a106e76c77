"""What wants an operator's attention now: sources, mail, webhooks, and work that no daemon does."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from jiannuo.lock import holder
from jiannuo.store.alarms import open_alarms
from jiannuo.store.deliveries import outbox_state, recent_ends
from jiannuo.store.engine import Store
from jiannuo.store.runs import Run
from jiannuo.store.subscriptions import all_subscriptions, suspended
from jiannuo.store.workers import all_workers
from scheduler.windows import last_boundary

_LATE = timedelta(hours=24)
_LEFT = timedelta(hours=1)
_NEWS = timedelta(days=7)


def attention(store: Store, runs: Mapping[str, Run], now: datetime) -> list[str]:
    """One line for each; empty when all is well.

    What failed counts for a week, what is undecided (ambiguous, suspended) for as long as it is.
    """
    return [
        *_crawls(runs),
        *_ill(store),
        *_copies(store, now),
        *_suspended(store),
        *_left(store, now),
        *_lost(store, now),
    ]


def _crawls(runs: Mapping[str, Run]) -> list[str]:
    found = []
    for run in runs.values():
        if run.status in ("failed", "killed"):
            found.append(f"{run.outlet}: last crawl {run.status} {run.message}".rstrip())
        elif run.status == "finished" and not run.found and not run.lists.get("unchanged"):
            found.append(f"{run.outlet}: last crawl found nothing ({run.lists})")
    return found


def _ill(store: Store) -> list[str]:
    return [
        f"{name}: {alarm.symptom.value} since {alarm.raised_at:%Y-%m-%d %H:%M} UTC ({alarm.detail})"
        for name, alarm in open_alarms(store).items()
    ]


def _copies(store: Store, now: datetime) -> list[str]:
    counted = recent_ends(store, now - _NEWS)
    states = (("mail", "failed"), ("hook", "failed"), ("mail", "ambiguous"), ("hook", "ambiguous"))
    found = [f"{way} {state}: {counted[way, state]}" for way, state in states if counted[way, state]]
    found = [f"{line}; jiannuo outbox list" for line in found]
    oldest = outbox_state(store).oldest_waiting
    if oldest and now - oldest > _LATE:
        found.append(f"mail waits since {oldest:%Y-%m-%d %H:%M} UTC")
    return found


def _suspended(store: Store) -> list[str]:
    addresses = suspended(store)
    resume = f"; jiannuo subscribers resume {addresses[0]}" if addresses else ""
    return (
        [f"suspended after refusals: {', '.join(addresses[:5])} ({len(addresses)}){resume}"]
        if addresses
        else []
    )


def _left(store: Store, now: datetime) -> list[str]:
    """Digests and copies that should have gone by now, when nobody is there to do it."""
    if holder(store) is not None:
        return []
    readers: Sequence[datetime] = [
        end
        for one in all_subscriptions(store, active_only=True)
        if (end := last_boundary(one.wish, now - _LEFT)) > one.covered_until
    ]
    oldest = outbox_state(store).oldest_waiting
    waiting = [oldest] if oldest and now - oldest > _LEFT else []
    if not readers and not waiting:
        return []
    return [f"no daemon is running: {len(readers)} digests are due, mail waits: {'yes' if waiting else 'no'}"]


def _lost(store: Store, now: datetime) -> list[str]:
    """Workers that fell silent without having said goodbye, for a day."""
    return [
        f"{one.kind.value} worker {one.name} on {one.machine} is lost, last seen {one.seen_at:%Y-%m-%d %H:%M:%S} UTC"
        for one in all_workers(store)
        if not one.alive(now)
    ]
