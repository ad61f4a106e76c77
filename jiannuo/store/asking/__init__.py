"""The one read path: what the stored database answers to a Filter, for every surface alike."""

from jiannuo.store.asking.changes import changes
from jiannuo.store.asking.counts import counts, known_until
from jiannuo.store.asking.doubtful import doubtful
from jiannuo.store.asking.events import events, events_of_reports, looked, outlets_looked
from jiannuo.store.asking.facets import facets
from jiannuo.store.asking.findings import near_misses_of, open_report
from jiannuo.store.asking.reports import search, search_and_count
from jiannuo.store.asking.touched import Newest, newest, touched

__all__ = [
    "Newest",
    "changes",
    "counts",
    "doubtful",
    "events",
    "events_of_reports",
    "facets",
    "known_until",
    "looked",
    "near_misses_of",
    "newest",
    "open_report",
    "outlets_looked",
    "search",
    "search_and_count",
    "touched",
]
