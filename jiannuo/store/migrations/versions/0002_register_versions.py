"""Register versions keep their source, every load its changes; re-readings keep what they changed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.String(32)


def upgrade() -> None:
    """Add the columns and tables."""
    op.add_column("registers", sa.Column("source", sa.Text(), nullable=False, server_default=""))
    op.add_column("matches", sa.Column("cause", sa.String(20), nullable=False, server_default="report"))
    op.create_table(
        "register_loads",
        sa.Column("id", KEY, nullable=False),
        sa.Column("register", sa.String(length=100), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=True),
        sa.Column("loaded_at", MOMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["registers.version"], name="fk_register_loads_version"),
        sa.PrimaryKeyConstraint("id", name="pk_register_loads"),
    )
    op.create_index("ix_register_loads_register", "register_loads", ["register"], unique=False)
    _rereadings()


def _rereadings() -> None:
    op.create_table(
        "rereadings",
        sa.Column("id", KEY, nullable=False),
        sa.Column("register", sa.String(length=100), nullable=False),
        sa.Column("register_version", sa.String(length=64), nullable=False),
        sa.Column("reader", sa.String(length=64), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("last_report", KEY, nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["register_version"], ["registers.version"], name="fk_rereadings_register_version"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rereadings"),
    )
    op.create_table(
        "reread_changes",
        sa.Column("id", KEY, nullable=False),
        sa.Column("rereading_id", KEY, nullable=False),
        sa.Column("report_id", KEY, nullable=False),
        sa.Column("commitment", sa.String(length=60), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["rereading_id"], ["rereadings.id"], name="fk_reread_changes_rereading_id"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_reread_changes_report_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reread_changes"),
    )
    for column in ("rereading_id", "report_id"):
        op.create_index(f"ix_reread_changes_{column}", "reread_changes", [column], unique=False)
