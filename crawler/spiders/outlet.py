"""The spider of one outlet: walks all its ways of finding and reads every report it has not yet."""

import hashlib
from collections.abc import AsyncIterator, Generator, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response

from crawler.decode import decode
from crawler.extraction.extract import SHORTEST, extract
from crawler.extraction.verdict import why_empty
from crawler.failures import outcome_of
from crawler.ledger import Ledger
from crawler.middlewares.conditional import validators_in
from crawler.outlet import ApiWay, EpaperWay, FeedWay, ListingWay, Outlet
from crawler.spiders.api import ApiFinder
from crawler.spiders.epaper import EpaperFinder
from crawler.spiders.feed import FeedFinder
from crawler.spiders.listing import ListingFinder
from crawler.spiders.way import Finder, Lead
from crawler.urls import canonical
from jiannuo.clock import CHINA, Clock
from jiannuo.failpoints import reach
from jiannuo.model.dossier import Dossier
from jiannuo.model.report import Page
from jiannuo.model.vocabulary import Outcome
from jiannuo.store.engine import Store
from jiannuo.store.pages import Visit, last_visits, record_visit
from jiannuo.store.validators import Validators, keep_validators

_FOR_GOOD = frozenset(
    {Outcome.STORED, Outcome.REVISED, Outcome.DUPLICATE, Outcome.UNCHANGED, Outcome.TOO_OLD}
)
_TRIES = 3
_LOOK_AGAIN = timedelta(hours=24)
_CORRECTED_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Errand:
    """What one crawl is about."""

    outlet: Outlet
    run: int
    since: date | None
    most_pages: int


class OutletSpider(Spider):
    """Crawls one outlet; every address found ends in exactly one outcome of the ledger."""

    name = "outlet"

    def __init__(self, errand: Errand, ledger: Ledger, store: Store, clock: Clock, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.errand = errand
        self.outlet = errand.outlet
        self.ledger = ledger
        self.store = store
        self.clock = clock
        self._validators: dict[str, Validators] = {}
        self._asked = 0

    async def start(self) -> AsyncIterator[Request]:
        """The first list requests of every way."""
        today = self.clock.now().astimezone(CHINA).date()
        for way in self.outlet.ways:
            for request in finder_of(way).start(self.errand.since, today):
                yield request.replace(callback=self.read_list, errback=self.list_failed)

    def read_list(self, response: Response) -> Iterator[Request]:
        """Follow what a list leads to."""
        if response.status == 304:
            self.ledger.listed("unchanged")
            return
        self.ledger.listed("read")
        finder: Any = response.meta["finder"]
        self._remember(response)
        leads: list[Lead] = []
        for found in finder.read(response):
            if isinstance(found, Lead):
                leads.append(found)
            else:
                yield found.replace(callback=self.read_list, errback=self.list_failed)
        new = yield from self._follow(leads)
        following = finder.following(response) if new and hasattr(finder, "following") else None
        if following is not None:
            yield following.replace(callback=self.read_list, errback=self.list_failed)

    def _follow(self, leads: list[Lead]) -> Generator[Request, None, bool]:
        """Requests for the reports among the leads; returns whether the page showed any new address."""
        wanted = {
            canonical(lead.url, self.outlet): lead for lead in leads if self.outlet.is_article(lead.url)
        }
        fresh = [url for url in wanted if self.ledger.find(url)]
        visits = last_visits(self.store, fresh)
        new = False
        for url in fresh:
            known = self._known(visits.get(url))
            new = new or known is None
            if known is not None:
                self.ledger.end(url, known)
            elif self._asked >= self.errand.most_pages:
                self.ledger.end(url, Outcome.DEFERRED)
            else:
                self._asked += 1
                yield self._report_request(url, wanted[url])
        return new

    def _known(self, visit: Visit | None) -> Outcome | None:
        """The outcome of an address that need not be fetched now; None when it must be."""
        if visit is None:
            return None
        now = self.clock.now()
        if visit.outcome in _FOR_GOOD:
            recent = now - visit.first_at < _CORRECTED_WITHIN
            return None if recent and now - visit.fetched_at >= _LOOK_AGAIN else Outcome.KNOWN
        tired = (
            visit.outcome in (Outcome.NO_TEXT, Outcome.GARBLED, Outcome.NOT_FOUND) and visit.visits >= _TRIES
        )
        return Outcome.KNOWN if tired else None

    def _report_request(self, url: str, lead: Lead) -> Request:
        meta = {"canonical": url, "conditional": True, "handle_httpstatus_list": [304]}
        return Request(
            lead.url, callback=self.read_report, errback=self.report_failed, meta=meta, dont_filter=True
        )

    def read_report(self, response: Response) -> Iterator[Dossier]:
        """Turn a page into a dossier, or account for why it is none."""
        url = str(response.meta["canonical"])
        reach("crawl.page_fetched")
        page = page_of(response, self.clock.now())
        if response.status == 304:
            self._end(url, page, Outcome.UNCHANGED, "304")
            return
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        report = extract(
            response.body, response.url, outlet=self.outlet, now=self.clock.now(), content_type=kind
        )
        self._remember(response)
        if "garbled" in report.warnings:
            self._end(url, page, Outcome.GARBLED, "the bytes fit no encoding")
        elif len(report.body) < SHORTEST or not report.title:
            self._end(url, page, Outcome.NO_TEXT, why_empty(report.warnings, report.title))
        else:
            yield self._dossier(url, page, report)

    def _dossier(self, url: str, page: Page, report: Any) -> Dossier:
        return Dossier(
            report=replace(report, url=url),
            detected_at=self.clock.now(),
            page=page,
            outlet_place=self.outlet.place,
            run=self.errand.run,
        )

    def report_failed(self, failure: Any) -> None:
        """Account for a report that could not be fetched."""
        url = str(failure.request.meta["canonical"])
        outcome, reason = outcome_of(failure)
        if outcome in (Outcome.DISALLOWED, Outcome.DEFERRED):
            self.ledger.end(url, outcome)
            return
        response = getattr(failure.value, "response", None)
        now = self.clock.now()
        page = (
            page_of(response, now)
            if response is not None
            else Page(failure.request.url, url, b"", now, "", 0)
        )
        self._end(url, page, outcome, reason)

    def list_failed(self, failure: Any) -> None:
        """Count a list that could not be read; a missing newspaper issue or a page past the last is normal."""
        outcome, reason = outcome_of(failure)
        if outcome is Outcome.NOT_FOUND and failure.request.meta.get("may_be_missing"):
            self.ledger.listed("absent")
            return
        self.ledger.listed(outcome.value)
        self.logger.warning(
            "list_failed url=%s outcome=%s reason=%s", failure.request.url, outcome.value, reason
        )

    def _end(self, url: str, page: Page, outcome: Outcome, reason: str) -> None:
        record_visit(self.store, page, url, self.outlet.name, self.errand.run, outcome, reason)
        self.ledger.end(url, outcome)

    def _remember(self, response: Response) -> None:
        """Keep validators for later; they only count once the crawl left nothing to be tried again."""
        if response.meta.get("conditional"):
            url = response.request.url if response.request else response.url
            self._validators[url] = validators_in(response, self.clock.now())

    def closed(self, reason: str) -> None:
        """Keep the validators of a clean crawl; after another everything is to be sent whole again."""
        blank = dict.fromkeys(self._validators, Validators())
        keep_validators(self.store, self._validators if self.ledger.clean() else blank, self.clock.now())


def finder_of(way: FeedWay | ListingWay | EpaperWay | ApiWay) -> Finder:
    """The finder for a way of an outlet's file."""
    match way:
        case FeedWay():
            return FeedFinder(way)
        case ListingWay():
            return ListingFinder(way)
        case EpaperWay():
            return EpaperFinder(way)
        case ApiWay():
            return ApiFinder(way)


def page_of(response: Response, now: datetime) -> Page:
    """The page as we keep it."""
    kind = _header(response, "Content-Type")
    decoded = decode(response.body, kind) if response.body else None
    return Page(
        requested_url=response.request.url if response.request else response.url,
        final_url=response.url,
        body=response.body,
        fetched_at=now,
        sha256=hashlib.sha256(response.body).hexdigest(),
        status=response.status,
        declared_encoding=decoded.declared[:40] if decoded and decoded.declared else None,
        used_encoding=decoded.used if decoded else None,
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        content_type=kind[:200] if kind else None,
    )


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
