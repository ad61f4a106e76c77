"""A store that stands still: everything that is read through it belongs to one moment of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from jiannuo.store.engine import Connection, Store


class FrozenStore(Store):
    """Reads go through one transaction; writing is not for it."""

    def __init__(self, store: Store, connection: Connection) -> None:
        self.url, self.engine = store.url, store.engine
        self._connection = connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """The one connection, whose transaction began when it was frozen."""
        yield self._connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Refused."""
        raise TypeError("a frozen store is only read")
        yield self._connection


@contextmanager
def frozen(store: Store) -> Iterator[FrozenStore]:
    """The store as it is now, whatever is written meanwhile.

    On SQLite with a rollback journal writers wait until it is over (they have half a minute).
    """
    steady = {"isolation_level": "REPEATABLE READ"} if store.shared else {}
    with store.engine.connect().execution_options(**steady) as connection:
        # A transaction sees what was there at its first question.
        connection.exec_driver_sql("SELECT count(*) FROM reports WHERE id = 0")
        yield FrozenStore(store, connection)
