"""A subscription may ask for digests as plain text alone."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what is there goes on getting both forms."""
    op.add_column(
        "subscriptions",
        sa.Column("text_only", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
