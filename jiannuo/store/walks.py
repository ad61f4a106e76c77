"""Lists walked to their end by back-fills, so that one that was cut off goes on where it stood."""

from datetime import datetime

from sqlalchemy import delete, func, select

from jiannuo.store.engine import Store
from jiannuo.store.tables import runs, walks


def walked(store: Store, outlet: str) -> set[str]:
    """The keys of the outlet's lists behind which nothing is left to be fetched."""
    with store.read() as connection:
        return set(connection.execute(select(walks.c.list).where(walks.c.outlet == outlet)).scalars())


def keep_walked(store: Store, outlet: str, key: str, at: datetime) -> None:
    """Note that everything behind a list was fetched."""
    with store.write() as connection:
        connection.execute(delete(walks).where(walks.c.outlet == outlet, walks.c.list == key))
        connection.execute(walks.insert().values(outlet=outlet, list=key, done_at=at))


def times_looked(store: Store, outlet: str) -> int:
    """How often the outlet was crawled: what turns its searches from one run to the next."""
    with store.read() as connection:
        return int(
            connection.execute(
                select(func.count()).select_from(runs).where(runs.c.outlet == outlet)
            ).scalar_one()
        )
