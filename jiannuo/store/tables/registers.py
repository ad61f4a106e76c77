"""Tables of register versions and of what re-reading under a new one changed."""

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table, Text

from jiannuo.store.columns import Key, Moment, metadata

registers = Table(
    "registers",
    metadata,
    Column("version", String(64), primary_key=True, comment="digest of the register's source text"),
    Column("register", String(100), nullable=False),
    Column("loaded_at", Moment, nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("content", JSON, nullable=False, comment="its entries as plain values, see jiannuo.store.entries"),
    Column("source", Text, nullable=False, default="", comment="the register's text, to load it again"),
)

register_loads = Table(
    "register_loads",
    metadata,
    Column("id", Key, primary_key=True),
    Column("register", String(100), nullable=False, index=True),
    Column("version", String(64), ForeignKey("registers.version"), nullable=False),
    Column("previous", String(64), comment="the version in use before; null for the first"),
    Column("loaded_at", Moment, nullable=False),
    Column("note", Text, nullable=False, default="", comment="why it was changed"),
    Column("changes", JSON, nullable=False, comment="what differs from the version before"),
)

rereadings = Table(
    "rereadings",
    metadata,
    Column("id", Key, primary_key=True),
    Column("register", String(100), nullable=False),
    Column("register_version", String(64), ForeignKey("registers.version"), nullable=False),
    Column("reader", String(64), nullable=False, comment="digest of the reader's rules"),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("last_report", Key, nullable=False, default=0, comment="re-read up to this row, to go on from"),
    Column("reports", Integer, nullable=False, default=0),
    Column("note", Text, nullable=False, default=""),
)

reread_changes = Table(
    "reread_changes",
    metadata,
    Column("id", Key, primary_key=True),
    Column("rereading_id", Key, ForeignKey("rereadings.id"), nullable=False, index=True),
    Column("report_id", Key, ForeignKey("reports.id"), nullable=False, index=True),
    Column("commitment", String(60), nullable=False),
    Column("before", JSON, comment="verdict, stage and readings before; null: no match"),
    Column("after", JSON, comment="the same after; null: no match any more"),
)
