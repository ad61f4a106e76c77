"""The one read path: what the stored database answers to a Filter, for every surface alike."""

from jiannuo.store.asking.counts import counts
from jiannuo.store.asking.events import events, looked
from jiannuo.store.asking.reports import search

__all__ = ["counts", "events", "looked", "search"]
