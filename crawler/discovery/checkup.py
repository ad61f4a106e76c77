"""A look at an outlet as its file describes it: what its lists and a sample give, field by field, with verdicts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any

from scrapy import Request

from crawler.attribution import Atlas
from crawler.decode import decode
from crawler.extraction.extract import extract
from crawler.feeds import FeedRefusedError
from crawler.fetched import Fetched, Pages, response_of
from crawler.outlet import Outlet
from crawler.spiders.choice import Chooser, Wanted
from crawler.spiders.finders import finders_of
from crawler.spiders.way import Finder, Lead, Span, Turn
from jiannuo.clock import CHINA
from jiannuo.model.report import Report

_TRIES = 4
_FURTHER = 6
_STALE = timedelta(days=60)
_SHORTEST_BODY = 80
_SHORTEST_TITLE = 6
_GO_ON = Turn(fresh=True, different=True, young=True)


class Mark(StrEnum):
    """Whether something is as it should be."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what came out, from which rule, and what to think of it."""

    name: str
    mark: Mark
    value: str = ""
    rule: str = ""


@dataclass(slots=True)
class Checkup:
    """All findings about one outlet."""

    outlet: Outlet
    findings: list[Finding] = field(default_factory=list)
    sample: Report | None = None

    @property
    def sound(self) -> bool:
        """Whether nothing wants attention."""
        return all(one.mark in (Mark.GOOD, Mark.ABSENT) for one in self.findings)


def check_outlet(
    outlet: Outlet, pages: Pages, now: datetime, *, atlas: Atlas | None = None, queries: Sequence[str] = ()
) -> Checkup:
    """Ask for the first list of every way and for one article, and judge what came; never raises for what came."""
    found = Checkup(outlet)
    span = Span(None, now.astimezone(CHINA).date(), now)
    chooser = Chooser(outlet, atlas or Atlas([outlet]), span)
    reports: dict[str, Wanted] = {}
    if not outlet.ways:
        found.findings.append(Finding("ways", Mark.WRONG, "the file names no way of finding reports"))
    for way, finder in zip(outlet.ways, finders_of(outlet, span, queries, 0), strict=True):
        brought = _look(found, way.way, finder, pages, span, chooser)
        reports |= brought
    if reports:
        _read(found, list(reports.values()), pages, now)
    return found


def _look(
    found: Checkup, way: str, finder: Finder, pages: Pages, span: Span, chooser: Chooser
) -> dict[str, Wanted]:
    """One way: its first list that answers, and the lists within it until reports are found."""
    wanted: dict[str, Wanted] = {}
    problem, where = "there is nothing to ask for", ""
    for request in islice(finder.start(span), _TRIES):
        fetched = _get(pages, request)
        if not fetched.fine:
            problem = fetched.problem or (f"status {fetched.status}" if fetched.status != 200 else "empty")
            where = request.url
            if not request.meta.get("may_be_missing"):
                found.findings.append(Finding(f"{way} list", Mark.WRONG, problem, where))
                problem = ""
            continue
        try:
            wanted = chooser.wanted(_leads(finder, fetched, request, pages))
        except FeedRefusedError as refused:
            found.findings.append(Finding(f"{way} list", Mark.WRONG, f"no feed: {refused}", request.url))
            return {}
        problem = ""
        _judge_list(found, way, request.url, wanted, span, fetched)
        following = finder.following(response_of(fetched, request), _GO_ON)
        if wanted and following:
            _judge_paging(found, way, finder, following, pages, chooser, wanted)
        break
    if problem:
        found.findings.append(Finding(f"{way} list", Mark.WRONG, problem, where))
    return wanted


def _judge_paging(
    found: Checkup,
    way: str,
    finder: Finder,
    following: Request,
    pages: Pages,
    chooser: Chooser,
    wanted: dict[str, Wanted],
) -> None:
    """Ask for the second page: it must bring reports that the first has not."""
    fetched = _get(pages, following)
    others: set[str] = set()
    if fetched.fine:
        others = chooser.wanted(_leads(finder, fetched, following, pages)).keys() - wanted.keys()
    told = f"{len(others)} others" if fetched.fine else fetched.problem or f"status {fetched.status}"
    mark = Mark.GOOD if others else Mark.DOUBTFUL
    found.findings.append(Finding(f"{way} page 2", mark, told, following.url))


def _get(pages: Pages, request: Request) -> Fetched:
    headers = [(str(name), str(value)) for name, value in request.headers.to_unicode_dict().items()]
    return pages.get(request.url, request.method, request.body, headers)


def _leads(finder: Finder, fetched: Fetched, request: Request, pages: Pages) -> list[Lead]:
    """The leads of a list; of the lists that it leads to when it has none itself (an index of sitemaps)."""
    leads, further = _split(finder, fetched, request)
    for deeper in further[:_FURTHER] if not leads else []:
        inner = _get(pages, deeper)
        if inner.fine:
            more, lists = _split(finder, inner, deeper)
            leads += more
            further += lists
        if leads:
            break
    return leads


def _split(finder: Finder, fetched: Fetched, request: Request) -> tuple[list[Lead], list[Request]]:
    found: list[Any] = list(finder.read(response_of(fetched, request)))
    leads = [one for one in found if isinstance(one, Lead)]
    return leads, [one for one in found if not isinstance(one, Lead)]


def _judge_list(
    found: Checkup, way: str, url: str, wanted: dict[str, Wanted], span: Span, fetched: Fetched
) -> None:
    add = found.findings.append
    count = len(wanted)
    add(Finding(f"{way} list", Mark.GOOD if count else Mark.WRONG, f"{count} reports", url))
    decoded = decode(fetched.body, fetched.content_type)
    if decoded.garbled and not fetched.body.startswith(b"\x1f\x8b"):
        add(Finding(f"{way} encoding", Mark.WRONG, "the bytes fit no encoding", decoded.used))
    if not count:
        return
    days = [day for one in wanted.values() if (day := one.lead.day or _told(one, span.now))]
    if not days:
        add(Finding(f"{way} newest", Mark.DOUBTFUL, "neither the list nor the addresses tell a day"))
    else:
        fresh = max(days) >= span.until - _STALE
        rule = (
            "printed in the list" if any(one.lead.day for one in wanted.values()) else "told by the addresses"
        )
        add(Finding(f"{way} newest", Mark.GOOD if fresh else Mark.DOUBTFUL, max(days).isoformat(), rule))


def _told(wanted: Wanted, now: datetime) -> Any:
    when = wanted.outlet.dated(wanted.lead.url, now)
    return when.day if when else None


def _read(found: Checkup, reports: list[Wanted], pages: Pages, now: datetime) -> None:
    """Read the first article that answers, and judge each field."""
    problem, url = "", ""
    for wanted in reports[:_TRIES]:
        url = wanted.lead.url
        fetched = pages.get(url)
        if fetched.fine:
            break
        problem = fetched.problem or f"status {fetched.status}"
    else:
        found.findings.append(Finding("sample", Mark.WRONG, problem, url))
        return
    kind = fetched.content_type
    report = extract(fetched.body, fetched.final_url, outlet=wanted.outlet, now=now, content_type=kind)
    found.sample = report
    found.findings.append(Finding("sample", Mark.GOOD, report.title, url))
    found.findings += list(_fields(report, wanted, found.outlet))
    decoded = decode(fetched.body, kind)
    note = f"{decoded.used}" + (f", declared {decoded.declared}" if decoded.declared else "")
    found.findings.append(Finding("encoding", Mark.WRONG if decoded.garbled else Mark.GOOD, note))


def _fields(report: Report, wanted: Wanted, outlet: Outlet) -> Iterator[Finding]:
    def rule(name: str) -> str:
        return report.origin.get(name, "")

    def ruled(name: str) -> Mark:
        """Good, unless the file has selectors for the field and none of them was what yielded it."""
        has = bool(getattr(outlet.selectors, name))
        return Mark.DOUBTFUL if has and not rule(name).startswith("outlet") else Mark.GOOD

    title = Mark.WRONG if len(report.title) < _SHORTEST_TITLE else ruled("title")
    if title is Mark.GOOD and wanted.lead.title and not _alike(report.title, wanted.lead.title):
        title = Mark.DOUBTFUL
    yield Finding("title", title, report.title, rule("title"))
    published = report.published
    date = Mark.WRONG if published is None else ruled("date")
    if rule("date") == "address" or "the address names another day" in report.warnings:
        date = Mark.DOUBTFUL
    told = f"{published.iso()} ({published.precision.value})" if published else ""
    yield Finding("date", date, told, rule("date"))
    yield Finding(
        "source", ruled("source") if report.source else Mark.ABSENT, report.source or "", rule("source")
    )
    yield Finding(
        "author", Mark.GOOD if report.authors else Mark.ABSENT, "、".join(report.authors), rule("author")
    )
    yield Finding("editor", Mark.GOOD if report.editor else Mark.ABSENT, report.editor or "", rule("editor"))
    size = len(report.body)
    body = Mark.WRONG if not size else Mark.DOUBTFUL if size < _SHORTEST_BODY else ruled("body")
    lines = report.body.count("\n") + 1 if size else 0
    yield Finding("body", body, f"{size} characters in {lines} paragraphs", rule("body"))
    for warning in report.warnings:
        yield Finding("warning", Mark.DOUBTFUL, warning)


def _alike(one: str, other: str) -> bool:
    """Whether two titles are the same, one perhaps cut short by its list."""
    bare = [title.rstrip(".…").replace(" ", "")[:12] for title in (one, other)]
    return bare[0].startswith(bare[1]) or bare[1].startswith(bare[0])
