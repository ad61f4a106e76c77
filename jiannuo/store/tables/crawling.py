"""Tables of crawls: runs, hosts, validators for conditional requests, and the pages as fetched."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table, Text

from jiannuo.store.columns import Key, Moment, metadata

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
    Column(
        "signs", JSON, nullable=False, default=dict, comment="what the pages looked like, for source health"
    ),
    Column("worker", String(120), comment="whose crawl it is; none: the daemon's or a command's"),
)

alarms = Table(
    "alarms",
    metadata,
    Column("id", Key, primary_key=True),
    Column("outlet", String(100), nullable=False, index=True),
    Column("symptom", String(30), nullable=False),
    Column("detail", Text, nullable=False, default=""),
    Column("run_id", Key, ForeignKey("runs.id"), nullable=False, comment="the run that raised it"),
    Column("raised_at", Moment, nullable=False),
    Column("cleared_at", Moment, comment="recovered, or accepted by a person"),
    Column("accepted", Boolean, nullable=False, default=False, comment="what is now normal begins here"),
    Column("raised_told_at", Moment, comment="when the operator was told"),
    Column("cleared_told_at", Moment),
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", String(255), primary_key=True),
    Column("not_before", Moment, comment="no request to the host earlier than this (Retry-After, back-off)"),
    Column(
        "failures", Integer, nullable=False, default=0, comment="consecutive failures, decides the back-off"
    ),
    Column("turn_at", Moment, comment="the next request to the host goes out no earlier (pace)"),
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
    Column("fresh_until", Moment, comment="the answer said that it will not change before"),
)

walks = Table(
    "walks",
    metadata,
    Column("outlet", String(100), primary_key=True),
    Column("list", Text, primary_key=True, comment="key of a list that a back-fill walked to its end"),
    Column("done_at", Moment, nullable=False),
)

pages = Table(
    "pages",
    metadata,
    Column("id", Key, primary_key=True),
    Column("url", Text, nullable=False, index=True, comment="canonical"),
    Column("requested_url", Text, nullable=False),
    Column("final_url", Text, nullable=False),
    Column("outlet", String(100), nullable=False),
    Column("run_id", Key, ForeignKey("runs.id"), index=True),
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
