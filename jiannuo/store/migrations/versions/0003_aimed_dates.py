"""Matches keep the day by which a report says that a stage shall be reached, so that a later one shows."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("matches", sa.Column("aimed_stage", sa.String(30), nullable=True))
    op.add_column("matches", sa.Column("aimed", sa.String(40), nullable=True))
    op.add_column("matches", sa.Column("aimed_precision", sa.String(10), nullable=True))
