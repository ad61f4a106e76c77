"""Which register versions have been read with: each kept with its text, each load with what it changed."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from jiannuo.errors import RegisterError
from jiannuo.model.commitment import Register
from jiannuo.register.changes import changes, plain_changes
from jiannuo.register.load import parse_register
from jiannuo.store.entries import entries_of
from jiannuo.store.tables import register_loads, registers

_LATEST = (
    select(register_loads.c.version)
    .where(register_loads.c.register == bindparam("register"))
    .order_by(register_loads.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Load:
    """One time at which another version of a register came into use."""

    id: int
    register: str
    version: str
    previous: str | None
    loaded_at: datetime
    note: str
    changes: list[dict[str, Any]]


def record_register(connection: Connection, register: Register, at: datetime) -> None:
    """Note that this version is in use, with what it changes; nothing when it was in use already.

    Going back to an older version is a change too and is recorded as one.
    """
    latest = _latest(connection, register.id)
    if latest is not None and latest.version == register.version:
        return
    before = stored_register(connection, latest.version) if latest else None
    _keep(connection, register, at)
    connection.execute(
        register_loads.insert().values(
            register=register.id,
            version=register.version,
            previous=latest.version if latest else None,
            loaded_at=at,
            note=register.note,
            changes=plain_changes(changes(before, register)),
        )
    )


def stored_register(connection: Connection, version: str) -> Register | None:
    """A version as it was in use; None when its text is not kept or can no longer be read."""
    query = select(registers.c.source).where(registers.c.version == version)
    source = connection.execute(query).scalar()
    try:
        return parse_register(source, Path(f"register version {version[:12]}")) if source else None
    except RegisterError:
        # Written for an older form of register files: the record of it stays, only the comparison is lost.
        return None


def latest_register(connection: Connection, register: str) -> Register | None:
    """The version that was last in use."""
    latest = _latest(connection, register)
    return stored_register(connection, latest.version) if latest else None


def registers_in_use(connection: Connection) -> dict[str, str]:
    """The text of the version of each register that was last in use, by the register's id, sorted."""
    newest = select(func.max(register_loads.c.id)).group_by(register_loads.c.register)
    query = (
        select(registers.c.register, registers.c.source)
        .join(register_loads, register_loads.c.version == registers.c.version)
        .where(register_loads.c.id.in_(newest))
    )
    return dict(sorted((row.register, row.source) for row in connection.execute(query)))


def loads(connection: Connection, register: str | None = None) -> list[Load]:
    """Every recorded load, the newest first."""
    query = select(register_loads).order_by(register_loads.c.id.desc())
    if register is not None:
        query = query.where(register_loads.c.register == register)
    return [Load(**row._mapping) for row in connection.execute(query)]


def _latest(connection: Connection, register: str) -> Any:
    return connection.execute(_LATEST, {"register": register}).first()


def _keep(connection: Connection, register: Register, at: datetime) -> None:
    if connection.execute(select(registers.c.version).where(registers.c.version == register.version)).first():
        return
    connection.execute(
        registers.insert().values(
            version=register.version,
            register=register.id,
            loaded_at=at,
            note=register.note,
            content=entries_of(register),
            source=register.source,
        )
    )
