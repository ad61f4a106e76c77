"""The spider of one outlet: walks all its ways of finding and reads every report it has not yet."""

from collections.abc import AsyncIterator, Generator, Iterator
from copy import copy
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from crawler.attribution import UNKNOWN, known_as
from crawler.extraction.extract import SHORTEST, Part, extract_part
from crawler.extraction.verdict import why_empty
from crawler.failures import Unasked, outcome_of
from crawler.feeds import FeedRefusedError
from crawler.ledger import Ledger
from crawler.middlewares.conditional import validators_in
from crawler.outlet import Outlet
from crawler.snapshot import header_of, page_of
from crawler.spiders.choice import Chooser, Wanted, known
from crawler.spiders.errand import Errand
from crawler.spiders.finders import finders_of
from crawler.spiders.parts import Parts
from crawler.spiders.walks import Walks
from crawler.spiders.way import Lead, Span
from jiannuo.aside.work import Aside
from jiannuo.clock import CHINA, Clock
from jiannuo.errors import CrawlError
from jiannuo.failpoints import reach
from jiannuo.model.dossier import Dossier
from jiannuo.model.report import Page
from jiannuo.model.vocabulary import Outcome
from jiannuo.store.engine import Store
from jiannuo.store.pages import Visit, last_visits, record_visit
from jiannuo.store.validators import Validators, keep_validators, load_validators
from jiannuo.store.walks import keep_walked, walked

# In a back-fill a list is only asked for when all reports found so far were read: one that is cut off
# has then really read what it found.
_LISTS_LATER, _STARTS_LAST = -5, -10
_PASSING = frozenset({Outcome.DEFERRED, Outcome.REFUSED, Outcome.SERVER_ERROR, Outcome.TIMED_OUT})


class OutletSpider(Spider):
    """Crawls one outlet; every address found ends in exactly one outcome of the ledger."""

    name = "outlet"

    def __init__(
        self, errand: Errand, ledger: Ledger, store: Store, clock: Clock, aside: Aside, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.errand = errand
        self.outlet = errand.outlet
        self.ledger = ledger
        self.store = store
        self.clock = clock
        self.aside = aside
        self._rules = aside.make(copy, self.outlet)  # not sent along with every page
        now = clock.now()
        self.span = Span(errand.since, errand.until or now.astimezone(CHINA).date(), now)
        self.chooser = Chooser(errand.outlet, errand.atlas, self.span)
        done = walked(store, self.outlet.name) if self.span.backward else set()
        self.walks = Walks(done, lambda key: keep_walked(store, self.outlet.name, key, clock.now()))
        self._validators: dict[str, Validators] = {}
        self._asked = 0
        self._cut_short = False
        self._awaited: set[str] = set()

    async def start(self) -> AsyncIterator[Request]:
        """The first list requests of every way; lists that an earlier back-fill finished are passed over."""
        for finder in finders_of(self.outlet, self.span, self.errand.queries, self.errand.turn):
            for request in finder.start(self.span):
                if self.span.backward and self._full():
                    return
                if not (self.span.backward and self.walks.is_done(request.meta.get("walk"))):
                    yield self._list_request(request, _STARTS_LAST)

    def _list_request(self, request: Request, later: int = _LISTS_LATER) -> Request:
        if self.span.backward:
            self.walks.begin(request.meta.get("walk"))
        else:
            request.meta.pop("walk", None)
        priority = later if self.span.backward else request.priority
        return request.replace(callback=self.read_list, errback=self.list_failed, priority=priority)

    def read_list(self, response: Response) -> Iterator[Request]:
        """Follow what a list leads to."""
        walk = response.meta.get("walk")
        if response.status == 304:
            self.ledger.listed("unchanged")
        elif self._full() and self.span.backward:
            self.ledger.listed("left")
            self.walks.spoil(walk)
            if not self._awaited:
                # All that was found is read: the next round goes on from here.
                raise CloseSpider("enough")
        else:
            try:
                yield from self._read_list(response)
            except FeedRefusedError as problem:
                self.ledger.listed("no_feed")
                self.logger.warning("list_refused url=%s reason=%s", response.url, problem)
        self.walks.end(walk)

    def _read_list(self, response: Response) -> Iterator[Request]:
        finder: Any = response.meta["finder"]
        leads: list[Lead] = []
        for found in finder.read(response):
            if isinstance(found, Lead):
                leads.append(found)
            else:
                yield self._list_request(found)
        reach("crawl.list_read")
        self.ledger.listed("read")
        self._remember(response)
        wanted = self.chooser.wanted(leads)
        fresh = yield from self._follow(wanted, response.meta.get("walk"))
        turn = self.chooser.turn(wanted, response.meta.get("first"), fresh)
        if following := finder.following(response, turn):
            yield self._list_request(following)

    def _follow(self, wanted: dict[str, Wanted], walk: str | None) -> Generator[Request, None, bool]:
        """Requests for the reports that must be fetched; returns whether more may be behind this page."""
        new = [url for url, one in wanted.items() if not one.too_new and self.ledger.find(url)]
        if not self.settings.getfloat("JIANNUO_DELAY"):  # a polite crawl mostly waits
            self.aside.expect(len(new))
        visits = last_visits(self.store, new)
        fresh, requests = False, []
        for url in new:
            end = Outcome.TOO_OLD if wanted[url].too_old else known(visits.get(url), self.clock.now())
            fresh = fresh or end is None or self._unsettled(visits.get(url))
            if end is not None:
                self.ledger.end(url, end)
            elif self._full():
                self.ledger.end(url, Outcome.DEFERRED)
                self.walks.spoil(walk)
            else:
                self._asked += 1
                self.walks.begin(walk)
                requests.append(self._report_request(wanted[url], walk))
        known_answers = load_validators(self.store, [request.url for request in requests])
        for request in requests:
            request.meta["known"] = {request.url: known_answers[request.url]}
            yield request
        return fresh

    def _unsettled(self, visit: Visit | None) -> bool:
        """Whether it became known in a crawl that was cut off before it could look at what is behind it."""
        return (
            visit is not None
            and self.errand.unsettled is not None
            and visit.first_at >= self.errand.unsettled
        )

    def _full(self) -> bool:
        return self._asked >= self.errand.most_pages

    def _report_request(self, wanted: Wanted, walk: str | None) -> Request:
        self._awaited.add(wanted.url)
        meta = {"canonical": wanted.url, "outlet": wanted.outlet, "walk": walk}
        meta |= {"conditional": True, "handle_httpstatus_list": [304]}
        return Request(
            wanted.lead.url,
            callback=self.read_report,
            errback=self.report_failed,
            meta=meta,
            dont_filter=True,
        )

    async def read_report(self, response: Response) -> AsyncIterator[Dossier | Request]:
        """Turn a page into a dossier, or account for why it is none."""
        reach("crawl.page_fetched")
        made = await self._read_report(response)
        if made is not None:
            yield made
        if not isinstance(made, Request):
            self._settled(response.meta)

    def _settled(self, meta: dict[str, Any]) -> None:
        self._awaited.discard(str(meta["canonical"]))
        self.walks.end(meta.get("walk"))

    async def _read_report(self, response: Response) -> Dossier | Request | None:
        """The dossier; where the article goes on, the request for its further page; None for neither."""
        url, outlet = str(response.meta["canonical"]), response.meta["outlet"]
        page = page_of(response, self.clock.now())
        if response.status == 304:
            self._end(url, page, Outcome.UNCHANGED, "304", outlet)
            return None
        try:
            part = await self._extracted(response)
        except CrawlError as problem:
            self._end(url, page, Outcome.FAILED, str(problem), outlet)
            return None
        report = part.report
        reach("crawl.parsed")
        self._remember(response)
        if "garbled" in report.warnings:
            self._end(url, page, Outcome.GARBLED, "the bytes fit no encoding", outlet)
        elif len(report.body) < SHORTEST or not report.title:
            self._end(url, page, Outcome.NO_TEXT, why_empty(report.warnings, report.title), outlet)
        elif part.next_page:
            return self._further(Parts(response.url, page, (report,)), part.next_page, response.meta)
        else:
            return self._dossier(Parts(response.url, page, (report,)), response.meta)
        return None

    async def _extracted(self, response: Response, first: str = "") -> Part:
        outlet, kind = response.meta["outlet"], header_of(response, "Content-Type") or ""
        rules = None if outlet.name == UNKNOWN else self._rules if outlet is self.outlet else outlet
        found: Part = await self.aside.run(
            extract_part, response.body, response.url, rules, self.clock.now(), kind, first
        )
        return found

    def _further(self, parts: Parts, address: str, meta: dict[str, Any]) -> Request:
        kept = {name: meta[name] for name in ("canonical", "outlet", "walk")}
        asked = Request(address, meta={**kept, "parts": parts}, dont_filter=True, priority=20)
        return asked.replace(callback=self.read_further, errback=self.further_failed)

    async def read_further(self, response: Response) -> AsyncIterator[Dossier | Request]:
        """Read a further page of an article; at the last one the report is handed on."""
        parts: Parts = response.meta["parts"]
        try:
            parts, address = parts.with_page(await self._extracted(response, parts.first))
        except CrawlError:
            parts, address = parts.cut_off(), None
        if address:
            yield self._further(parts, address, response.meta)
            return
        yield self._dossier(parts, response.meta)
        self._settled(response.meta)

    def further_failed(self, failure: Any) -> Iterator[Dossier]:
        """Hand on what was read of an article when one of its further pages cannot be had."""
        meta = failure.request.meta
        yield self._dossier(meta["parts"].cut_off(), meta)
        self._settled(meta)

    def _dossier(self, parts: Parts, meta: dict[str, Any]) -> Dossier:
        return parts.dossier(str(meta["canonical"]), meta["outlet"], self.clock.now(), self.errand.run)

    def report_failed(self, failure: Any) -> None:
        """Account for a report that could not be fetched."""
        meta = failure.request.meta
        url = str(meta["canonical"])
        self._awaited.discard(url)
        outcome, reason = outcome_of(failure)
        self.walks.end(meta.get("walk"), well=not self._passing(outcome))
        if outcome in (Outcome.DISALLOWED, Outcome.DEFERRED) or isinstance(failure.value, Unasked):
            self.ledger.end(url, outcome)
            return
        response = getattr(failure.value, "response", None)
        now = self.clock.now()
        bare = Page(failure.request.url, url, b"", now, "", 0)
        page = page_of(response, now) if response is not None else bare
        self._end(url, page, outcome, reason, meta["outlet"])

    def list_failed(self, failure: Any) -> None:
        """Count a list that could not be read; a missing newspaper issue or a page past the last is normal."""
        outcome, reason = outcome_of(failure)
        absent = outcome is Outcome.NOT_FOUND and failure.request.meta.get("may_be_missing")
        self.ledger.listed("absent" if absent else outcome.value)
        if not absent and failure.request.meta.get("page"):
            self._cut_short = True
        self.walks.end(failure.request.meta.get("walk"), well=bool(absent))
        if not absent:
            self.logger.warning(
                "list_failed url=%s outcome=%s reason=%s", failure.request.url, outcome.value, reason
            )

    def _passing(self, outcome: Outcome) -> bool:
        return outcome in _PASSING or outcome in (Outcome.UNREACHABLE, Outcome.FAILED)

    def _end(self, url: str, page: Page, outcome: Outcome, reason: str, outlet: Outlet) -> None:
        record_visit(self.store, page, url, known_as(outlet), self.errand.run, outcome, reason)
        self.ledger.end(url, outcome)

    def _remember(self, response: Response) -> None:
        """Keep validators for later; they only count once the crawl left nothing to be tried again."""
        if response.meta.get("conditional"):
            url = response.request.url if response.request else response.url
            self._validators[url] = validators_in(response, self.clock.now())

    def closed(self, reason: str) -> None:
        """Keep the validators of a clean crawl; after another everything is to be sent whole again.

        What was still to be asked when the time was up is left to the next crawl.
        """
        for url in sorted(self._awaited):
            self.ledger.end(url, Outcome.DEFERRED)
        blank = dict.fromkeys(self._validators, Validators())
        reach("crawl.before_validators")
        clean = reason == "finished" and not self._cut_short and self.ledger.clean()
        keep_validators(self.store, self._validators if clean else blank, self.clock.now())
