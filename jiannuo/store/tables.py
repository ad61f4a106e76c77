"""Every table of the database, in one place; migrations follow this file, and a test compares the two.

Moments are stored as UTC text in ISO 8601 with microseconds (``Moment``), so that SQLite and PostgreSQL
sort and compare them alike. A ``When`` is stored as its ISO text cut to its precision, beside the precision.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from jiannuo.store.columns import Key, Moment, metadata

registers = Table(
    "registers",
    metadata,
    Column("version", String(64), primary_key=True, comment="digest of the register's source text"),
    Column("register", String(100), nullable=False),
    Column("loaded_at", Moment, nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("content", JSON, nullable=False, comment="ids, names and kinds, enough to read old matches"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Key, primary_key=True),
    Column("outlet", String(100), nullable=False, index=True),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("status", String(20), nullable=False, comment="running, finished, failed, killed"),
    Column("found", Integer, nullable=False, default=0, comment="report URLs found by looking"),
    Column("outcomes", JSON, nullable=False, default=dict, comment="Outcome -> count; sums to inputs"),
    Column("lists", JSON, nullable=False, default=dict, comment="outcomes of list, feed and robots requests"),
    Column("message", Text, nullable=False, default=""),
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", String(255), primary_key=True),
    Column("not_before", Moment, comment="no request to the host earlier than this (Retry-After, back-off)"),
    Column(
        "failures", Integer, nullable=False, default=0, comment="consecutive failures, decides the back-off"
    ),
    Column("robots", Text, comment="last good robots.txt"),
    Column("robots_status", Integer),
    Column("robots_at", Moment),
)

validators = Table(
    "validators",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("seen_at", Moment, nullable=False),
)

pages = Table(
    "pages",
    metadata,
    Column("id", Key, primary_key=True),
    Column("url", Text, nullable=False, index=True, comment="canonical"),
    Column("requested_url", Text, nullable=False),
    Column("final_url", Text, nullable=False),
    Column("outlet", String(100), nullable=False),
    Column("run_id", Key, ForeignKey("runs.id")),
    Column("status", Integer, nullable=False),
    Column("declared_encoding", String(40)),
    Column("used_encoding", String(40)),
    Column("content_type", String(200)),
    Column("fetched_at", Moment, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("body", LargeBinary, comment="zlib; kept for replay"),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Key, primary_key=True),
    Column("url", Text, nullable=False, comment="canonical"),
    Column("outlet", String(100), nullable=False, index=True),
    Column("page_id", Key, ForeignKey("pages.id")),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("published", String(40), comment="ISO cut to precision; null when undated"),
    Column("published_precision", String(10)),
    Column("source", Text),
    Column("authors", JSON, nullable=False, default=list),
    Column("editor", Text),
    Column("origin", JSON, nullable=False, default=dict),
    Column("warnings", JSON, nullable=False, default=list),
    Column("detected_at", Moment, nullable=False),
    Column("exact", String(64), nullable=False, index=True, comment="digest of the clean text"),
    Column("current", Boolean, nullable=False, default=True, comment="false: a later version replaced it"),
    Column("replaces", Key, ForeignKey("reports.id")),
    Column("story_id", Key, ForeignKey("stories.id"), index=True),
    UniqueConstraint("url", "exact"),
)
Index("ix_reports_detected_at_id", reports.c.detected_at, reports.c.id)

stories = Table(
    "stories",
    metadata,
    Column("id", Key, primary_key=True),
    Column("first_seen", Moment, nullable=False),
    Column("lead_report_id", Key, comment="the credited original where it is known, else the earliest"),
)

bands = Table(
    "bands",
    metadata,
    Column("band", BigInteger, nullable=False, comment="LSH band hash, signed 64 bit"),
    Column("report_id", Key, ForeignKey("reports.id"), nullable=False),
    UniqueConstraint("band", "report_id"),
)

signatures = Table(
    "signatures",
    metadata,
    Column("report_id", Key, ForeignKey("reports.id"), primary_key=True),
    Column("signature", LargeBinary, nullable=False),
)

matches = Table(
    "matches",
    metadata,
    Column("id", Key, primary_key=True),
    Column("report_id", Key, ForeignKey("reports.id"), nullable=False),
    Column("commitment", String(60), nullable=False),
    Column("register", String(100), nullable=False),
    Column("register_version", String(64), ForeignKey("registers.version"), nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("score", Float, nullable=False),
    Column("parts", JSON, nullable=False),
    Column("stage", String(30), nullable=False),
    Column("effective", String(40)),
    Column("effective_precision", String(10)),
    Column("anchors", JSON, nullable=False, comment="[{field,text,start,end,role}]"),
    Column("detected_at", Moment, nullable=False),
    Column(
        "novel", Boolean, nullable=False, default=True, comment="false: a copy of a story already matched"
    ),
    UniqueConstraint("report_id", "commitment", "register"),
)
Index("ix_matches_commitment_detected_at", matches.c.commitment, matches.c.detected_at)
Index("ix_matches_detected_at_id", matches.c.detected_at, matches.c.id)

evidence = Table(
    "evidence",
    metadata,
    Column("id", Key, primary_key=True),
    Column("match_id", Key, ForeignKey("matches.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("field", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

readings = Table(
    "readings",
    metadata,
    Column("id", Key, primary_key=True),
    Column("match_id", Key, ForeignKey("matches.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("commitment", String(60), nullable=False, index=True),
    Column("measure", Text, nullable=False),
    Column("value", Float, nullable=False),
    Column("unit", String(40), nullable=False),
    Column("scope", String(20), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("qualifier", String(20), nullable=False, default=""),
    Column("flow", Boolean, nullable=False, default=False),
    Column("as_of", String(40)),
    Column("as_of_precision", String(10)),
    Column("field", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

near_misses = Table(
    "near_misses",
    metadata,
    Column("id", Key, primary_key=True),
    Column("report_id", Key, ForeignKey("reports.id"), nullable=False, index=True),
    Column("commitment", String(60), nullable=False),
    Column("register", String(100), nullable=False),
    Column("missing", Text, nullable=False),
)

judgements = Table(
    "judgements",
    metadata,
    Column("id", Key, primary_key=True),
    Column("report_id", Key, ForeignKey("reports.id"), nullable=False, index=True),
    Column("commitment", String(60), nullable=False),
    Column("judgement", String(20), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("judged_by", Text, nullable=False, default=""),
    Column("judged_at", Moment, nullable=False),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Key, primary_key=True),
    Column("address", Text, nullable=False),
    Column("name", Text, nullable=False, default=""),
    Column("cadence", String(20), nullable=False),
    Column("weekday", Integer, nullable=False, default=0, comment="0 Monday; for weekly"),
    Column("hour", Integer, nullable=False),
    Column("zone", String(60), nullable=False),
    Column("language", String(5), nullable=False),
    Column("commitments", JSON, nullable=False, default=list, comment="empty: all"),
    Column("themes", JSON, nullable=False, default=list),
    Column("progress_only", Boolean, nullable=False, default=False),
    Column("send_empty", Boolean, nullable=False, default=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("created_at", Moment, nullable=False),
    Column("covered_until", Moment, nullable=False, comment="end of the last window that was built"),
    UniqueConstraint("address", "cadence"),
)

digests = Table(
    "digests",
    metadata,
    Column("id", Key, primary_key=True),
    Column("subscription_id", Key, ForeignKey("subscriptions.id"), nullable=False),
    Column("window_start", Moment, nullable=False),
    Column("window_end", Moment, nullable=False),
    Column("built_at", Moment, nullable=False),
    Column("subject", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("content", JSON, nullable=False),
    UniqueConstraint("subscription_id", "window_end"),
)

digest_items = Table(
    "digest_items",
    metadata,
    Column("subscription_id", Key, ForeignKey("subscriptions.id"), nullable=False),
    Column("report_id", Key, nullable=False),
    Column("commitment", String(60), nullable=False),
    Column("digest_id", Key, ForeignKey("digests.id"), nullable=False, index=True),
    # Not the match's row id: reading a report again makes new rows, and that is not news.
    UniqueConstraint("subscription_id", "report_id", "commitment"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Key, primary_key=True),
    Column("digest_id", Key, ForeignKey("digests.id"), nullable=False),
    Column("recipient", Text, nullable=False),
    Column("message_id", Text, nullable=False, unique=True),
    Column("message", LargeBinary, nullable=False, comment="the frozen bytes"),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_attempt", Moment, nullable=False),
    Column("lease_until", Moment),
    Column("queued_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("ambiguous", Boolean, nullable=False, default=False, comment="the server may have it already"),
    Column("last_answer", Text, nullable=False, default=""),
    UniqueConstraint("digest_id", "recipient"),
)
Index("ix_deliveries_state_next_attempt", deliveries.c.state, deliveries.c.next_attempt)

suppressions = Table(
    "suppressions",
    metadata,
    Column("address", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("since", Moment, nullable=False),
)
