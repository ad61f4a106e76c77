"""Copies are found by marks of their text, other reports of an event by traits within some days; outlets' standing."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.String(32)


def upgrade() -> None:
    """Add events, marks and traits; each story stored so far becomes an event of its own."""
    op.create_table(
        "events",
        sa.Column("id", KEY, nullable=False),
        sa.Column("first_seen", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )
    op.add_column("stories", sa.Column("event_id", KEY, nullable=True))
    op.create_index("ix_stories_event_id", "stories", ["event_id"], unique=False)
    op.add_column("reports", sa.Column("outlet_title", sa.Text(), nullable=False, server_default=""))
    op.add_column("reports", sa.Column("standing", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_table(
        "marks",
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.Column("report_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_marks_report_id"),
        sa.UniqueConstraint("mark", "report_id", name="uq_marks_mark_report_id"),
    )
    op.create_table(
        "traits",
        sa.Column("trait", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("report_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_traits_report_id"),
        sa.UniqueConstraint("trait", "day", "report_id", name="uq_traits_trait_day_report_id"),
    )
    op.drop_table("bands")
    op.execute("INSERT INTO events (id, first_seen) SELECT id, first_seen FROM stories")
    op.execute("UPDATE stories SET event_id = id")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval(pg_get_serial_sequence('events', 'id'), (SELECT max(id) FROM events))")
