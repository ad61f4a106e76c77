"""Source health: what a crawl's pages looked like, alarms, turns of hosts, and how long answers stay fresh."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.String(32)


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("runs", sa.Column("signs", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("hosts", sa.Column("turn_at", MOMENT, nullable=True))
    op.add_column("validators", sa.Column("fresh_until", MOMENT, nullable=True))
    op.create_table(
        "alarms",
        sa.Column("id", KEY, nullable=False),
        sa.Column("outlet", sa.String(length=100), nullable=False),
        sa.Column("symptom", sa.String(length=30), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("run_id", KEY, nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("cleared_at", MOMENT, nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("raised_told_at", MOMENT, nullable=True),
        sa.Column("cleared_told_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_alarms_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alarms"),
    )
    op.create_index("ix_alarms_outlet", "alarms", ["outlet"], unique=False)
