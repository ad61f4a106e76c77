"""Lists that a back-fill has walked to their end, so that it can be taken up again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "walks",
        sa.Column("outlet", sa.String(length=100), nullable=False),
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("done_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "list", name="pk_walks"),
    )
