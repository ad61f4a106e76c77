"""The one read path: what the stored database answers to a Filter, for every surface alike."""

from jiannuo.store.asking.changes import changes
from jiannuo.store.asking.counts import counts, known_until
from jiannuo.store.asking.doubtful import doubtful
from jiannuo.store.asking.events import (
    events,
    events_of_reports,
    events_of_stories,
    looked,
    outlets_looked,
    reports_of_stories,
)
from jiannuo.store.asking.facets import facets
from jiannuo.store.asking.findings import near_misses_of, open_report
from jiannuo.store.asking.reports import search, search_and_count
from jiannuo.store.asking.touched import Newest, Touched, newest, touched

__all__ = [
    "Newest",
    "Touched",
    "changes",
    "counts",
    "doubtful",
    "events",
    "events_of_reports",
    "events_of_stories",
    "facets",
    "known_until",
    "looked",
    "near_misses_of",
    "newest",
    "open_report",
    "outlets_looked",
    "reports_of_stories",
    "search",
    "search_and_count",
    "touched",
]
