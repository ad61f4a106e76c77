"""The finders of an outlet: one for each way its file names, those of earlier designs for back-fills."""

from collections.abc import Iterator, Sequence
from datetime import date

from crawler.outlet import ApiWay, EpaperWay, FeedWay, ListingWay, Outlet, SearchWay, SitemapWay, Way
from crawler.spiders.api import ApiFinder
from crawler.spiders.epaper import EpaperFinder
from crawler.spiders.feed import FeedFinder
from crawler.spiders.listing import ListingFinder
from crawler.spiders.search import SearchFinder
from crawler.spiders.sitemap import SitemapFinder
from crawler.spiders.way import Finder, Span


def finders_of(outlet: Outlet, span: Span, queries: Sequence[str], turn: int) -> Iterator[Finder]:
    """One finder for each way; a back-fill walks the ways of the designs that were valid in its days too."""
    for way in outlet.ways:
        yield _finder(way, queries, turn, None)
    for version in outlet.versions:
        if span.since is not None and span.since <= version.valid_until:
            for way in version.ways:
                yield _finder(way, queries, turn, version.valid_until)


def _finder(way: Way, queries: Sequence[str], turn: int, last: date | None) -> Finder:
    match way:
        case FeedWay():
            return FeedFinder(way)
        case SitemapWay():
            return SitemapFinder(way)
        case ListingWay():
            return ListingFinder(way)
        case EpaperWay():
            return EpaperFinder(way, last)
        case ApiWay():
            return ApiFinder(way)
        case SearchWay():
            return SearchFinder(way, queries, turn)
