"""The table of processes that share one PostgreSQL database: daemons, crawl workers and mail workers."""

from sqlalchemy import JSON, Column, Integer, String, Table

from jiannuo.store.columns import Moment, metadata

workers = Table(
    "workers",
    metadata,
    Column("name", String(120), primary_key=True, comment="new for every process"),
    Column("machine", String(255), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("kind", String(20), nullable=False, comment="WorkerKind"),
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("lost_at", Moment, nullable=False, comment="from then on it counts as dead, unless seen again"),
    Column("doing", JSON, nullable=False, comment="outlets being crawled, or what else it is at"),
)
