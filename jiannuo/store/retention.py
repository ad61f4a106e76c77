"""What the database need not keep: found and let go in small batches, so that nobody waits for the write lock.

Evidence is never touched: reports, matches, readings, judgements, the contents of digests and what was told to whom.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, func, select, update

from jiannuo.failpoints import reach
from jiannuo.store.engine import Store
from jiannuo.store.tables import alarms, deliveries, digests, pages, runs, signups

_BATCH = 200
_RUNS_KEPT = 100
SIGNUP_DAYS = 7


@dataclass(frozen=True, slots=True)
class Limits:
    """For how many days what is kept."""

    mail_days: int
    page_days: int
    record_days: int


@dataclass(frozen=True, slots=True)
class Old:
    """How much is older than it is kept for; ``size`` in bytes."""

    days: int
    count: int
    size: int


@dataclass(frozen=True, slots=True)
class _Kind:
    table: Table
    key: str
    days: int
    old: ColumnElement[bool]
    size: ColumnElement[Any]
    let_go: Callable[[Connection, list[Any]], None]


def old_rows(store: Store, limits: Limits, now: datetime) -> dict[str, Old]:
    """What ``let_go`` would let go of, by kind."""
    found = {}
    for name, kind in _kinds(limits, now).items():
        query = select(func.count(), func.coalesce(func.sum(kind.size), 0)).select_from(kind.table)
        with store.read() as connection:
            count, size = connection.execute(query.where(kind.old)).one()
        found[name] = Old(kind.days, count, int(size))
    return found


def let_go(
    store: Store, limits: Limits, now: datetime, stop: threading.Event | None = None
) -> dict[str, int]:
    """Let go of what is old; how many rows by kind. Setting ``stop`` ends it between two batches."""
    done = {}
    for name, kind in _kinds(limits, now).items():
        done[name], last = 0, None
        while stop is None or not stop.is_set():
            last, count = _batch(store, kind, last)
            done[name] += count
            if not count:
                break
    return done


def _batch(store: Store, kind: _Kind, after: Any) -> tuple[Any, int]:
    key = kind.table.c[kind.key]
    query = select(key).where(kind.old).order_by(key).limit(_BATCH)
    with store.read() as connection:
        keys = [row[0] for row in connection.execute(query if after is None else query.where(key > after))]
    if not keys:
        return after, 0
    with store.write() as connection:
        kind.let_go(connection, keys)
        reach("retention.batch")
    return keys[-1], len(keys)


def _kinds(limits: Limits, now: datetime) -> Mapping[str, _Kind]:
    def before(days: int) -> datetime:
        return now - timedelta(days=days)

    copy, unsent = deliveries.c, exists().where(_waiting())
    newest = func.row_number().over(partition_by=runs.c.outlet, order_by=runs.c.id.desc()).label("place")
    ranked = select(runs.c.id, newest).subquery()
    spare = select(ranked.c.id).where(ranked.c.place > _RUNS_KEPT)
    alarmed = select(alarms.c.run_id)
    mails = and_(digests.c.built_at < before(limits.mail_days), func.length(digests.c.html) > 0, ~unsent)
    done = and_(copy.finished_at < before(limits.mail_days), func.length(copy.message) > 0)
    ended = copy.finished_at < before(limits.record_days)
    letters = and_(copy.finished_at < before(limits.mail_days), copy.digest_id.is_(None))
    unread = and_(pages.c.fetched_at < before(limits.page_days), pages.c.body.is_not(None))
    crawls = and_(
        runs.c.started_at < before(limits.record_days), runs.c.id.in_(spare), runs.c.id.not_in(alarmed)
    )
    html = func.length(digests.c.html) + func.length(digests.c.text)
    body, nothing = func.length(copy.message), func.coalesce(0, 0)
    return {
        "bodies": _Kind(deliveries, "id", limits.mail_days, done, body, _empty(deliveries, message=b"")),
        "copies": _Kind(deliveries, "id", limits.record_days, ended, body, _delete(deliveries.c.id)),
        "letters": _Kind(deliveries, "id", limits.mail_days, letters, body, _delete(deliveries.c.id)),
        "mails": _Kind(digests, "id", limits.mail_days, mails, html, _empty(digests, html="", text="")),
        "pages": _Kind(
            pages, "id", limits.page_days, unread, func.length(pages.c.body), _empty(pages, body=None)
        ),
        "crawls": _Kind(runs, "id", limits.record_days, crawls, nothing, _forget_runs),
        "signups": _Kind(
            signups,
            "address_key",
            SIGNUP_DAYS,
            signups.c.asked_at < before(SIGNUP_DAYS),
            nothing,
            _delete(signups.c.address_key),
        ),
    }


def _waiting() -> ColumnElement[bool]:
    return and_(deliveries.c.digest_id == digests.c.id, deliveries.c.finished_at.is_(None))


def _empty(table: Table, **values: Any) -> Callable[[Connection, list[Any]], None]:
    def run(connection: Connection, keys: list[Any]) -> None:
        connection.execute(update(table).where(table.c.id.in_(keys)).values(**values))

    return run


def _delete(key: Any) -> Callable[[Connection, list[Any]], None]:
    def run(connection: Connection, keys: list[Any]) -> None:
        connection.execute(delete(key.table).where(key.in_(keys)))

    return run


def _forget_runs(connection: Connection, keys: list[Any]) -> None:
    connection.execute(update(pages).where(pages.c.run_id.in_(keys)).values(run_id=None))
    connection.execute(delete(runs).where(runs.c.id.in_(keys)))
