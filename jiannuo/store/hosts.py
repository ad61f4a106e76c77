"""Hosts: how long each must be left alone, and its robots.txt, kept over restarts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, select, update

from jiannuo.store.engine import Connection, Store
from jiannuo.store.tables import hosts, validators


@dataclass(frozen=True, slots=True)
class Host:
    """What we keep of a host; ``robots`` is the last good copy, fetched at ``robots_at``."""

    host: str
    not_before: datetime | None = None
    failures: int = 0
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
    _keep(store, hosts, "host", host, robots=robots, robots_status=status, robots_at=at)


def leave_alone(store: Store, host: str, until: datetime | None, failures: int) -> None:
    """No request to the host before ``until``; ``failures`` is the count of consecutive failures."""
    _keep(store, hosts, "host", host, not_before=until, failures=failures)


def load_validators(store: Store, url: str) -> tuple[str | None, str | None]:
    """ETag and Last-Modified of the last good answer for ``url``."""
    query = select(validators.c.etag, validators.c.last_modified).where(validators.c.url == url)
    with store.read() as connection:
        row = connection.execute(query).first()
    return (row.etag, row.last_modified) if row else (None, None)


def keep_validators(
    store: Store, url: str, etag: str | None, last_modified: str | None, at: datetime
) -> None:
    """Replace what the next conditional request for ``url`` will carry."""
    _keep(store, validators, "url", url, etag=etag, last_modified=last_modified, seen_at=at)


def _keep(store: Store, table: Table, key: str, value: str, **values: object) -> None:
    with store.write() as connection:
        if not _updated(connection, table, key, value, values):
            blank = {"failures": 0} if table is hosts else {}
            connection.execute(table.insert().values({**blank, key: value, **values}))


def _updated(connection: Connection, table: Table, key: str, value: str, values: dict[str, object]) -> bool:
    return bool(connection.execute(update(table).where(table.c[key] == value).values(**values)).rowcount)
