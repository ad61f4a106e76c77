"""Copies of a SQLite database that are proven readable before they count."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from jiannuo.errors import StoreError, UsageError
from jiannuo.store.engine import Store
from jiannuo.store.private import make_private


def backup(store: Store, target: Path) -> Path:
    """Write a consistent copy of the database to ``target`` while others may be writing.

    The copy is made beside the target, checked, synced and only then renamed: a crash leaves either the
    old file or the whole new one. PostgreSQL is refused (its own pg_dump does this better).
    """
    source = store.sqlite_file
    if source is None:
        raise UsageError("only SQLite databases are copied by jiannuo", "use pg_dump for PostgreSQL")
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    make_private(partial)
    with closing(sqlite3.connect(source)) as reader, closing(sqlite3.connect(partial)) as writer:
        reader.backup(writer)
    verify(partial)
    _sync(partial)
    partial.replace(target)
    _sync(target.parent)
    return target


def verify(file: Path) -> None:
    """Raise StoreError unless ``file`` is a whole SQLite database of ours with intact references."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            answer = connection.execute("PRAGMA integrity_check").fetchone()[0]
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
            ours = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'schema_version'").fetchone()
    except sqlite3.DatabaseError as problem:
        raise StoreError(f"{file} is not a readable database ({problem})", "use another backup") from None
    if not ours:
        # An empty file is a sound SQLite database, too.
        raise StoreError(f"{file} is no database of jiannuo", "use another backup")
    if answer != "ok" or broken:
        raise StoreError(f"{file} is damaged ({answer})", "use another backup")


def restore(source: Path, target: Path) -> None:
    """Put the verified backup ``source`` in place of ``target``, with stale journals removed."""
    verify(source)
    partial = target.with_name(target.name + ".restoring")
    make_private(partial)
    with closing(sqlite3.connect(source)) as reader, closing(sqlite3.connect(partial)) as writer:
        reader.backup(writer)
    _sync(partial)
    for ending in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    partial.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
