"""How far the full-text index has come; the index itself differs by database and is made by its migration."""

from sqlalchemy import Column, Integer, String, Table

from jiannuo.store.columns import Key, metadata

word_index = Table(
    "word_index",
    metadata,
    Column("id", Integer, primary_key=True, comment="always 1"),
    Column("form", String(40), nullable=False, comment="of what is indexed, see jiannuo.store.index.grams"),
    Column("done", Key, nullable=False, comment="reports up to this row are indexed"),
    Column("stored_before", Key, nullable=False, comment="and those behind this row, as they were stored"),
)
