"""Tables of what was read: reports, their stories, and what the reader found in them."""

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
    func,
    text,
)

from jiannuo.store.columns import Key, Moment, metadata

reports = Table(
    "reports",
    metadata,
    Column("id", Key, primary_key=True),
    Column("url", Text, nullable=False, comment="canonical"),
    Column("outlet", String(100), nullable=False, index=True),
    Column("page_id", Key, ForeignKey("pages.id")),
    Column("outlet_title", Text, nullable=False, default="", comment="as others credit it"),
    Column("standing", Boolean, nullable=False, default=True, comment="false: corroborates nothing"),
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
# Newest first, of all and of one outlet; the index of words has the same order (jiannuo.store.index.place).
DAY = func.coalesce(reports.c.published, text("''"))
Index("ix_reports_day_id", DAY, reports.c.id)
Index("ix_reports_outlet_day_id", reports.c.outlet, DAY, reports.c.id)

stories = Table(
    "stories",
    metadata,
    Column("id", Key, primary_key=True),
    Column("first_seen", Moment, nullable=False),
    Column("lead_report_id", Key, comment="the credited original where it is known, else the earliest"),
    Column("event_id", Key, index=True, comment="what happened; several stories may tell it"),
)

events = Table(
    "events",
    metadata,
    Column("id", Key, primary_key=True),
    Column("first_seen", Moment, nullable=False),
)

marks = Table(
    "marks",
    metadata,
    Column("mark", BigInteger, primary_key=True, comment="hash of a run of the text, signed 64 bit"),
    Column("report_id", Key, ForeignKey("reports.id"), primary_key=True),
    # Half a hundred rows a report that are only ever looked up by their key: without row ids they take half the room.
    sqlite_with_rowid=False,
)

traits = Table(
    "traits",
    metadata,
    Column("trait", BigInteger, nullable=False, comment="hash of a rare thing named, signed 64 bit"),
    Column("day", Integer, nullable=False, comment="of publication, as an ordinal"),
    Column("report_id", Key, ForeignKey("reports.id"), nullable=False),
    UniqueConstraint("trait", "day", "report_id"),
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
    Column("aimed_stage", String(30), comment="a stage that shall be reached, and by when"),
    Column("aimed", String(40)),
    Column("aimed_precision", String(10)),
    Column("anchors", JSON, nullable=False, comment="[{field,text,start,end,role}]"),
    Column("detected_at", Moment, nullable=False),
    Column(
        "novel", Boolean, nullable=False, default=True, comment="false: a copy of a story already matched"
    ),
    Column("cause", String(20), nullable=False, default="report", comment="report, or rereading: our rules"),
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
    Column("basis", String(20), comment="by which rule it was counted, where the text says so"),
    Column("basis_text", Text),
    Column("basis_start", Integer),
    Column("basis_end", Integer),
)

near_misses = Table(
    "near_misses",
    metadata,
    Column("id", Key, primary_key=True),
    Column("report_id", Key, ForeignKey("reports.id"), nullable=False, index=True),
    Column("commitment", String(60), nullable=False),
    Column("register", String(100), nullable=False),
    Column("kind", String(20), nullable=False, comment="what was missing, a MissKind"),
    Column("about", JSON, nullable=False, comment="what fills the wording of the kind"),
    Column("rank", Float, nullable=False, default=0.0, comment="the sum of parts: how near it was"),
    Column("parts", JSON, nullable=False, default=dict),
    Column("field", String(10), comment="of the sentence and the name in it; null in rows of older schemas"),
    Column("text", Text),
    Column("start", Integer),
    Column("end", Integer),
    Column("name_start", Integer),
    Column("name_end", Integer),
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
