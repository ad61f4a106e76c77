"""The lead among several daemons on one PostgreSQL database: a lock that the server takes back when its holder's line breaks.

Who leads asks over his line every second whether it still stands, and gives a line up that brought nothing back for
some seconds; the server gives it up later than that. So the old leader knows that he leads no more before another can.
A leader that is killed loses the lock at once, for then the system closes the line.
"""

import logging
import threading

from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from jiannuo.lock import ADVISORY_KEY
from jiannuo.store.engine import Store

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
# We notice within LOOK_SECONDS and these; the server, which hears of us every second, within 6 + 3 * 2 seconds.
_OUR_MILLISECONDS = "6000"
_SERVERS = {
    "tcp_keepalives_idle": 6,
    "tcp_keepalives_interval": 2,
    "tcp_keepalives_count": 3,
    "tcp_user_timeout": 12_000,
}


class Lead:
    """The lead of this process, taken and kept; one thread at a time may call ``take`` or ``holds``."""

    def __init__(self, store: Store) -> None:
        arguments = {"connect_timeout": "5", "tcp_user_timeout": _OUR_MILLISECONDS}
        self._engine = create_engine(store.engine.url, poolclass=NullPool, connect_args=arguments)
        self._line: Connection | None = None
        self._turn = threading.Lock()

    def take(self) -> bool:
        """Take the lead if nobody has it; False as well when the database cannot be asked."""
        with self._turn:
            if self._line is not None:
                return True
            try:
                line = self._engine.connect()
            except DBAPIError as problem:
                log.warning("lead_not_asked reason=%r", str(problem.orig)[:200])
                return False
            try:
                for name, value in _SERVERS.items():
                    line.exec_driver_sql(f"SET {name} = {value}")
                got = line.exec_driver_sql(f"SELECT pg_try_advisory_lock({ADVISORY_KEY})").scalar()
                line.commit()
            except DBAPIError as problem:
                log.warning("lead_not_asked reason=%r", str(problem.orig)[:200])
                got = False
            if got:
                self._line = line
            else:
                _close(line)
            return bool(got)

    def holds(self) -> bool:
        """Whether the line stands on which the lock hangs; once it does not, the lead is given up."""
        with self._turn:
            if self._line is None:
                return False
            try:
                self._line.exec_driver_sql("SELECT 1")
                self._line.commit()
            except DBAPIError as problem:
                log.error("lead_lost reason=%r", str(problem.orig)[:200])
                _close(self._line)
                self._line = None
            return self._line is not None

    def give_up(self) -> None:
        """Let another lead."""
        with self._turn:
            if self._line is not None:
                _close(self._line)
                self._line = None


def _close(line: Connection) -> None:
    # Not politely: a broken line would wait for the server's goodbye.
    line.invalidate()
    line.close()
