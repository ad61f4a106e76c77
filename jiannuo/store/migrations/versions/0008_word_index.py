"""The full-text index, how far it has come, and reports in the order of publication."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add an empty index: what is stored already is taken in piece by piece, by the daemon or `jiannuo reindex`."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE TABLE report_words (place BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX ix_report_words_words ON report_words USING GIN (words)")
    else:
        # No content and no positions: the texts stand in reports, and are looked at for what pairs cannot tell.
        op.execute(
            "CREATE VIRTUAL TABLE report_words USING fts5 (words, content='', columnsize=0, detail=none)"
        )
    table = op.create_table(
        "word_index",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("done", KEY, nullable=False),
        sa.Column("stored_before", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_word_index"),
    )
    newest = op.get_bind().execute(sa.text("SELECT coalesce(max(id), 0) FROM reports")).scalar()
    op.bulk_insert(table, [{"id": 1, "form": "pairs-1", "done": 0, "stored_before": newest}])
    op.create_index("ix_reports_day_id", "reports", [sa.text("coalesce(published, '')"), "id"])
    op.create_index(
        "ix_reports_outlet_day_id", "reports", ["outlet", sa.text("coalesce(published, '')"), "id"]
    )
