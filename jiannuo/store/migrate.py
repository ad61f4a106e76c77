"""Bringing a database to today's schema: backup first, each step whole or not at all."""

import warnings
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from alembic.config import Config as AlembicConfig
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from jiannuo.errors import StoreError
from jiannuo.store.backup import backup
from jiannuo.store.engine import Store
from jiannuo.store.views import drop_views, make_views

VERSION_TABLE = "schema_version"


def head() -> str:
    """The newest schema this program knows."""
    return _scripts().get_current_head() or ""


def schema_version(store: Store) -> str | None:
    """The schema the database has; None for an empty one."""
    with store.read() as connection:
        return _context(connection).get_current_revision()


def migrate(store: Store) -> None:
    """Bring the database to ``head()``; nothing happens when it is there already.

    Raises StoreError when the database was written by a newer program, or is another program's.
    Each step runs in one transaction (DDL included), and the last makes the views anew; before the first step
    on an existing SQLite database a verified backup is written beside it. Two processes may call this at once.
    """
    current = schema_version(store)
    if current == head():
        return
    _refuse_foreign(store, current)
    if current is not None and (file := store.sqlite_file):
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        backup(store, file.with_name(f"{file.name}.before-{head()}-{stamp}"))
    while _step(store):
        pass


def _step(store: Store) -> bool:
    """Apply the next step in its own transaction; False when there is none."""
    scripts = _scripts()
    with store.write() as connection:
        _lock(connection)
        context = _context(connection)
        current = context.get_current_revision()
        if current == scripts.get_current_head():
            return False
        steps = list(scripts.iterate_revisions(scripts.get_current_head() or "", current or "base"))
        script: Any = steps[-1]
        drop_views(connection)
        with Operations.context(context), warnings.catch_warnings():
            # Of indexes on expressions, which tables that are rebuilt only refer to.
            warnings.filterwarnings("ignore", "Skipped unsupported reflection")
            script.module.upgrade()
        if len(steps) == 1:
            make_views(connection)
        _stamp(context, current, script.revision)
    return True


def _stamp(context: MigrationContext, old: str | None, new: str) -> None:
    context._ensure_version_table()
    table = context._version
    if old is None:
        context.impl._exec(table.insert().values(version_num=new))
    else:
        context.impl._exec(table.update().values(version_num=new).where(table.c.version_num == old))


def _refuse_foreign(store: Store, current: str | None) -> None:
    known = {script.revision for script in _scripts().walk_revisions()}
    if current is not None and current not in known:
        raise StoreError(
            f"the database has schema {current}, which this version of jiannuo does not know",
            "it was written by a newer jiannuo: upgrade, or restore an older backup",
        )
    if current is None:
        with store.read() as connection:
            tables = inspect(connection).get_table_names()
        # Another process may have made them since ``current`` was read: then there is a version by now.
        if tables and schema_version(store) is None:
            raise StoreError(
                f"the database belongs to another program (it has a table {tables[0]!r})",
                "point the setting `database` at a file or schema of its own",
            )


def _context(connection: Connection) -> MigrationContext:
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})


def _lock(connection: Connection) -> None:
    # SQLite's BEGIN IMMEDIATE already excludes other writers.
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7205759403792793)")


@cache
def _scripts() -> ScriptDirectory:
    """The steps; read once, for each asks twice, and every step is a module to be compiled."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return ScriptDirectory.from_config(config)
