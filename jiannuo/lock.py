"""One daemon for one database: a lock that the system gives back when its holder dies."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from jiannuo.errors import BusyError, StoreError
from jiannuo.store.engine import Store

ADVISORY_KEY = 7205759403792794


@contextlib.contextmanager
def single_instance(store: Store) -> Iterator[None]:
    """Hold this database for as long as the block runs.

    SQLite: a lock on the file ``<database>.lock`` beside it, which carries the holder's pid.
    PostgreSQL: a session advisory lock. Raises BusyError naming the holder when another process has it.
    """
    file = store.sqlite_file
    held = _file_lock(file.with_name(f"{file.name}.lock")) if file else _advisory_lock(store)
    with held:
        yield


def holder(store: Store) -> str | None:
    """The pid of the process that holds this database, as text; None when nobody does. Takes nothing itself."""
    file = store.sqlite_file
    if file is None:
        return _advisory_holder(store) if store.shared else None
    try:
        descriptor = os.open(file.with_name(f"{file.name}.lock"), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "?"
    else:
        return None
    finally:
        os.close(descriptor)


def _advisory_holder(store: Store) -> str | None:
    query = (
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND "  # noqa: S608 (our number)
        f"(classid::bigint << 32 | objid::bigint) = {ADVISORY_KEY} AND "
        "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with store.engine.connect() as connection:
        found = connection.exec_driver_sql(query).scalar()
    return None if found is None else str(found)


@contextlib.contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Never truncated on opening and never removed: both would let two processes in.
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as problem:
        raise StoreError(
            f"the lock {path} cannot be opened ({problem.strerror})", "check the folder's permissions"
        ) from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _busy(os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _advisory_lock(store: Store) -> Iterator[None]:
    if not store.shared:
        yield
        return
    with store.engine.connect() as connection:
        got = connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({ADVISORY_KEY})").scalar()
        connection.commit()
        if not got:
            pid = _advisory_holder(store)
            raise _busy(f"{pid} on the database server" if pid else "")
        try:
            yield
        finally:
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({ADVISORY_KEY})")
            connection.commit()


def _busy(holder: str) -> BusyError:
    who = f"process {holder}" if holder else "another process"
    return BusyError(
        f"the database is held by another jiannuo daemon ({who})",
        "stop that one first (systemctl stop jiannuo, or kill it), or use another database",
    )
