"""Readings keep the words by which a text says that they follow another rule of counting."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; readings stored so far say nothing of it until the next rematch."""
    op.add_column("readings", sa.Column("basis", sa.String(20), nullable=True))
    op.add_column("readings", sa.Column("basis_text", sa.Text(), nullable=True))
    op.add_column("readings", sa.Column("basis_start", sa.Integer(), nullable=True))
    op.add_column("readings", sa.Column("basis_end", sa.Integer(), nullable=True))
