"""Views for people who ask in SQL (made by ``migrate`` itself), and what they tell of commitments."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from jiannuo.errors import RegisterError
from jiannuo.register.load import parse_register
from jiannuo.store.entries import entries_of

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

REGISTERS = sa.table(
    "registers", sa.column("version", sa.String), sa.column("source", sa.Text), sa.column("content", sa.JSON)
)


def upgrade() -> None:
    """Keep more of each register's entries than names and kinds, where its text can still be read."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(REGISTERS.c.version, REGISTERS.c.source)).all():
        try:
            register = parse_register(row.source, Path(f"register version {row.version[:12]}"))
        except RegisterError:
            # Written for an older form of register files: names and kinds stay.
            continue
        values = {"content": entries_of(register)}
        connection.execute(sa.update(REGISTERS).where(REGISTERS.c.version == row.version).values(values))
