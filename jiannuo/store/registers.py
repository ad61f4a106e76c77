"""Which register versions have been read with: recorded once, so that old matches stay readable."""

from datetime import datetime

from sqlalchemy import Connection, select

from jiannuo.model.commitment import Register
from jiannuo.store.tables import registers


def record_register(connection: Connection, register: Register, at: datetime) -> None:
    """Note this version of the register unless it is known already."""
    known = select(registers.c.version).where(registers.c.version == register.version)
    if connection.execute(known).first() is None:
        content = {entry.id: {"name": entry.name, "kind": entry.kind.value} for entry in register.commitments}
        connection.execute(
            registers.insert().values(
                version=register.version,
                register=register.id,
                loaded_at=at,
                note=register.note,
                content=content,
            )
        )
