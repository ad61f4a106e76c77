"""Pages are found by the crawl that fetched them, so that letting go of old crawls is quick."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_pages_run_id", "pages", ["run_id"])
