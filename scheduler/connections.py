"""Our connections to the mail server: which are at work, which were refused, and how many it takes."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from jiannuo.clock import Clock
from scheduler.smtp import Session

# A server that refused a connection is not asked for so many again for a while.
_FEWER_FOR = timedelta(hours=1)


class Connections:
    """The connections of one sender. The first is always tried; the others help it while the server takes them.

    Safe to use from the threads that deliver over them.
    """

    def __init__(self, sessions: Sequence[Session], clock: Clock) -> None:
        self._sessions = tuple(sessions)
        self._clock = clock
        self._at_work: set[Session] = set()
        self._retired: set[Session] = set()
        self._opened = self._most = len(self._sessions)
        self._fewer_until = clock.now()
        self._guard = threading.Lock()

    @property
    def first(self) -> Session:
        """The one that opens the talk with the server, and goes on alone where it takes one only."""
        return self._sessions[0]

    def helpers(self) -> Sequence[Session]:
        """The others that may be opened now beside the first."""
        with self._guard:
            fewer = self._clock.now() < self._fewer_until
            self._opened = self._most if fewer else len(self._sessions)
            return self._sessions[1 : self._opened]

    @contextmanager
    def at_work(self, session: Session) -> Iterator[None]:
        """While ``session`` is worked over, or could be."""
        with self._guard:
            self._at_work.add(session)
            self._retired.discard(session)
        try:
            yield
        finally:
            with self._guard:
                self._at_work.discard(session)

    def retire(self, session: Session) -> bool:
        """Work no more over ``session``, which the server refused; whether another goes on in its place.

        Of several only the last is never retired: its refusal says that the server cannot be used.
        """
        with self._guard:
            self._at_work.discard(session)
            if not self._at_work:
                return False
            self._retired.add(session)
            self._most = max(1, self._opened - len(self._retired))
            self._fewer_until = self._clock.now() + _FEWER_FOR
            return True

    def retired(self, session: Session) -> bool:
        """Whether ``session`` was refused in this drain."""
        with self._guard:
            return session in self._retired

    def abort(self) -> None:
        """Cut all lines at once; any thread may do so."""
        for session in self._sessions:
            session.abort()
