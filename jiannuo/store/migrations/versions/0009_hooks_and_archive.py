"""Webhooks as recipients beside mail addresses, and an address of its own for every digest that stays."""

from secrets import token_hex

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.String(32)


def upgrade() -> None:
    """Add the table of hooks and the two columns; digests that are there get their addresses."""
    op.create_table(
        "hooks",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("former_secret", sa.Text(), nullable=False),
        sa.Column("former_until", MOMENT, nullable=True),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_hooks"),
    )
    op.add_column("deliveries", sa.Column("hook", sa.String(length=40), nullable=True))
    op.create_index("ix_deliveries_hook_state_next_attempt", "deliveries", ["hook", "state", "next_attempt"])
    op.add_column("digests", sa.Column("mark", sa.String(length=32), nullable=True))
    connection = op.get_bind()
    for row in connection.execute(sa.text("SELECT id FROM digests")).all():
        update = sa.text("UPDATE digests SET mark = :mark WHERE id = :id")
        connection.execute(update, {"mark": token_hex(16), "id": row.id})
    op.create_index("ix_digests_mark", "digests", ["mark"], unique=True)
