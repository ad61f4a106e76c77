"""Processes on many machines say that they live, and crawls and copies in hand say whose they are."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of workers; what runs now is nobody's, as it is on a single machine."""
    op.create_table(
        "workers",
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("machine", sa.String(255), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("started_at", sa.String(32), nullable=False),
        sa.Column("seen_at", sa.String(32), nullable=False),
        sa.Column("lost_at", sa.String(32), nullable=False),
        sa.Column("doing", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_workers"),
    )
    op.add_column("runs", sa.Column("worker", sa.String(120), nullable=True))
    op.add_column("deliveries", sa.Column("holder", sa.String(120), nullable=True))
