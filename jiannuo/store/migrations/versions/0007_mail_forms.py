"""Subscribing by form: keys that sign links, sign-ups that wait for their yes, wider wishes, letters beside digests."""

from secrets import token_hex

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.String(32)


def upgrade() -> None:
    """Add the tables and columns; every subscription gets a mark, copies need no digest any more."""
    op.create_table(
        "signing_keys",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signing_keys"),
    )
    op.create_table(
        "signups",
        sa.Column("address_key", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("wish", sa.JSON(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("address_key", name="pk_signups"),
        sa.UniqueConstraint("mark", name="uq_signups_mark"),
    )
    _widen_subscriptions()
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.alter_column("digest_id", nullable=True)


def _widen_subscriptions() -> None:
    op.add_column("subscriptions", sa.Column("mark", sa.String(length=32), nullable=True))
    op.add_column("subscriptions", sa.Column("ended_at", MOMENT, nullable=True))
    for name in ("promisors", "districts", "outlets"):
        op.add_column("subscriptions", sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
    connection = op.get_bind()
    for row in connection.execute(sa.text("SELECT id FROM subscriptions")).all():
        update = sa.text("UPDATE subscriptions SET mark = :mark WHERE id = :id")
        connection.execute(update, {"mark": token_hex(16), "id": row.id})
    op.create_index("ix_subscriptions_mark", "subscriptions", ["mark"], unique=True)
