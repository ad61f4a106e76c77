"""Marks are kept in the order of their key alone: less than half the room on SQLite."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Give the table its key; SQLite copies it in the order of that."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("uq_marks_mark_report_id", "marks", type_="unique")
        op.create_primary_key("pk_marks", "marks", ["mark", "report_id"])
        return
    op.rename_table("marks", "marks_with_rowid")
    op.create_table(
        "marks",
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.Column("report_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_marks_report_id"),
        sa.PrimaryKeyConstraint("mark", "report_id", name="pk_marks"),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO marks SELECT mark, report_id FROM marks_with_rowid ORDER BY mark, report_id")
    op.drop_table("marks_with_rowid")
