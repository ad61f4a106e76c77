"""Hosts: how long each must be left alone, and its robots.txt, kept over restarts and for all machines."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from jiannuo.clock import Clock
from jiannuo.store.engine import Connection, Store
from jiannuo.store.rows import add_missing
from jiannuo.store.tables import hosts

# Who waits for the database asks with a moment that has passed; other machines' clocks differ a little.
_LAG = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Host:
    """What we keep of a host; ``robots`` is the last good copy, fetched at ``robots_at``."""

    host: str
    not_before: datetime | None = None
    failures: int = 0
    turn_at: datetime | None = None
    robots: str | None = None
    robots_status: int | None = None
    robots_at: datetime | None = None


def load_host(store: Store, host: str) -> Host:
    """What is known of the host; a blank record when nothing is."""
    with store.read() as connection:
        row = connection.execute(select(hosts).where(hosts.c.host == host)).first()
    return Host(**row._mapping) if row else Host(host)


def keep_robots(store: Store, host: str, robots: str, status: int, at: datetime) -> None:
    """Keep a good copy of robots.txt."""
    _keep(store, host, robots=robots, robots_status=status, robots_at=at)


def leave_alone(store: Store, host: str, until: datetime | None, failures: int) -> None:
    """No request to the host before ``until``; ``failures`` is the count of consecutive failures."""
    _keep(store, host, not_before=until, failures=failures)


def take_turn(store: Store, host: str, clock: Clock, gap: timedelta) -> timedelta:
    """Take the host's turn: zero when it is ours now, else how long to wait before asking again.

    After a turn the next one comes no earlier than ``gap`` later, whichever process on whichever machine asks; and
    none comes before the host may be asked again, whoever was told to leave it alone.
    """
    with store.write() as connection:
        turn = _locked(connection, host)
        # Only now: who had to wait for the row would otherwise measure from a moment that has passed.
        now = clock.now()
        # A turn much further away than one gap was taken by a clock that ran ahead.
        if turn is not None and now < turn <= now + gap + _LAG:
            return turn - now
        _updated(connection, host, {"turn_at": now + gap})
    return timedelta()


def _locked(connection: Connection, host: str) -> datetime | None:
    """The host's next turn; until the transaction ends nobody else sees or takes it (on SQLite: nobody writes)."""
    query = select(hosts.c.turn_at).where(hosts.c.host == host).with_for_update()
    row = connection.execute(query).first()
    if row is None:
        add_missing(connection, hosts, host=host, failures=0)
        row = connection.execute(query).one()
    turn: datetime | None = row.turn_at
    return turn


def _keep(store: Store, host: str, **values: object) -> None:
    with store.write() as connection:
        if not _updated(connection, host, values):
            add_missing(connection, hosts, host=host, failures=0)
            _updated(connection, host, values)


def _updated(connection: Connection, host: str, values: dict[str, object]) -> bool:
    return bool(connection.execute(update(hosts).where(hosts.c.host == host).values(**values)).rowcount)
