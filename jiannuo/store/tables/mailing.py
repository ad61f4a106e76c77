"""Tables of the mail: who wants what, what was told, and the fate of every copy."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
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
    Column("promisors", JSON, nullable=False, default=list),
    Column("districts", JSON, nullable=False, default=list),
    Column("outlets", JSON, nullable=False, default=list, comment="news carried by one of these only"),
    Column("progress_only", Boolean, nullable=False, default=False),
    Column("send_empty", Boolean, nullable=False, default=False),
    Column("text_only", Boolean, nullable=False, default=False, comment="no HTML form in its mails"),
    Column("active", Boolean, nullable=False, default=True),
    Column("created_at", Moment, nullable=False),
    Column("covered_until", Moment, nullable=False, comment="end of the last window that was built"),
    Column("mark", String(32), unique=True, index=True, comment="what links in its mails speak of"),
    Column("ended_at", Moment, comment="when its reader ended it; such a one is never active"),
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
    Column("mark", String(32), unique=True, index=True, comment="names its page; not to be guessed"),
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
    Column("digest_id", Key, ForeignKey("digests.id"), comment="none: a letter, such as a confirmation"),
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
    Column("hook", String(40), comment="name of the hook that it goes to; none: mail"),
    Column("holder", String(120), comment="which worker has it in hand; none: the only daemon"),
    UniqueConstraint("digest_id", "recipient"),
)
Index("ix_deliveries_state_next_attempt", deliveries.c.state, deliveries.c.next_attempt)
Index(
    "ix_deliveries_hook_state_next_attempt", deliveries.c.hook, deliveries.c.state, deliveries.c.next_attempt
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("address", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("since", Moment, nullable=False),
)

signups = Table(
    "signups",
    metadata,
    Column("address_key", Text, primary_key=True, comment="the address, case folded: one letter a day each"),
    Column("address", Text, nullable=False),
    Column("mark", String(32), nullable=False, unique=True),
    Column("wish", JSON, comment="none: a letter with the way to manage what exists"),
    Column("asked_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
)

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("secret", LargeBinary, nullable=False, comment="the newest signs, all are good for reading"),
    Column("created_at", Moment, nullable=False),
)

hooks = Table(
    "hooks",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("url", Text, nullable=False, comment="the text itself, env:NAME or file:/path; often a secret"),
    Column("secret", Text, nullable=False, default="", comment="the same; empty: not signed"),
    Column("former_secret", Text, nullable=False, default="", comment="signs beside it after a rotation"),
    Column("former_until", Moment),
    Column("per_minute", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
)
