"""Every table of the database, in one place; migrations follow this folder, and a test compares the two.

Moments are stored as UTC text in ISO 8601 with microseconds (``Moment``), so that SQLite and PostgreSQL
sort and compare them alike. A ``When`` is stored as its ISO text cut to its precision, beside the precision.
"""

from jiannuo.store.tables.crawling import alarms, hosts, pages, runs, validators, walks
from jiannuo.store.tables.mailing import (
    deliveries,
    digest_items,
    digests,
    hooks,
    signing_keys,
    signups,
    subscriptions,
    suppressions,
)
from jiannuo.store.tables.reading import (
    events,
    evidence,
    judgements,
    marks,
    matches,
    near_misses,
    readings,
    reports,
    signatures,
    stories,
    traits,
)
from jiannuo.store.tables.registers import register_loads, registers, reread_changes, rereadings
from jiannuo.store.tables.searching import word_index
from jiannuo.store.tables.working import workers

__all__ = [
    "alarms",
    "deliveries",
    "digest_items",
    "digests",
    "events",
    "evidence",
    "hooks",
    "hosts",
    "judgements",
    "marks",
    "matches",
    "near_misses",
    "pages",
    "readings",
    "register_loads",
    "registers",
    "reports",
    "reread_changes",
    "rereadings",
    "runs",
    "signatures",
    "signing_keys",
    "signups",
    "stories",
    "subscriptions",
    "suppressions",
    "traits",
    "validators",
    "walks",
    "word_index",
    "workers",
]
