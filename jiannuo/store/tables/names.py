"""The names of all tables in a SQLite file, also those that no code of ours describes as tables."""

from jiannuo.store.columns import metadata
from jiannuo.store.migrate import VERSION_TABLE
from jiannuo.store.tables import reports  # noqa: F401  (so that the tables are known)

# FTS5 keeps its index in tables of its own: https://sqlite.org/fts5.html#the_fts5_data_table.
_WORDS = "report_words"
_SHADOWS = ("", "_config", "_content", "_data", "_docsize", "_idx")


def every_table() -> tuple[str, ...]:
    """Sorted; views are not among them."""
    return tuple(sorted({*metadata.tables, VERSION_TABLE, *(f"{_WORDS}{end}" for end in _SHADOWS)}))
