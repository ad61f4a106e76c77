"""/api/v1/reports and /search: stored reports by the one Filter, and one with all that was read out of it."""

from dataclasses import asdict, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from jiannuo.errors import UsageError
from jiannuo.model.asking import Filter, Found, narrowed
from jiannuo.store.asking import search, search_and_count
from jiannuo.store.asking.findings import Told
from query.answers import near_miss_json, quote_json, reading_json
from query.web.api.answering import answered, following, paged
from query.web.asked import asked, number
from query.web.report_page import found
from query.web.site import Site, site_of


def reports(request: Request) -> Response:
    """Reports that hold the filter, newest publication first, a story once."""
    site = site_of(request)
    wanted = _wanted(request, site)
    page, cursor = _page(search(site.store, _one_more(wanted), site.register.id), wanted)
    return paged(request, [asdict(one) for one in page], cursor)


def searched(request: Request) -> Response:
    """The same for words, with how many reports fall to each verdict, stage, outlet and year."""
    site = site_of(request)
    wanted = _wanted(request, site)
    if not (wanted.words or wanted.without):
        raise UsageError("q: nothing to search for", "give words, or ask /api/v1/reports")
    every, counted = search_and_count(site.store, _one_more(wanted), site.register.id)
    page, cursor = _page(every, wanted)
    items = [asdict(one) for one in page]
    return answered(request, {"items": items, "next": following(request, cursor), "facets": asdict(counted)})


def report(request: Request) -> Response:
    """One report with its text, matches (also possible and rejected ones), near misses and copies."""
    site = site_of(request)
    opened = found(site, request.path_params["key"])
    text = opened.stored.report
    document = {
        "id": opened.stored.id,
        "url": text.url,
        "outlet": text.outlet,
        "title": text.title,
        "text": text.body,
        "published": text.published.iso() if text.published else None,
        "source": text.source,
        "authors": list(text.authors),
        "editor": text.editor,
        "origin": text.origin,
        "warnings": list(text.warnings),
        "detected_at": opened.stored.detected_at.isoformat(),
        "current": opened.stored.current,
        "replaced_by": opened.newer,
        "matches": [_match(site, one) for one in opened.told],
        "near_misses": [near_miss_json(one) for one in opened.missed],
        "story": [asdict(one) for one in opened.siblings],
    }
    return answered(request, document)


def _wanted(request: Request, site: Site) -> Filter:
    params = request.query_params
    before = number(params, "cursor") or number(params, "before")
    ask = replace(asked(params, site.register, site.levels), before=before)
    return narrowed(ask, site.register)


def _one_more(wanted: Filter) -> Filter:
    """Than is shown, to know whether there is a next page."""
    return replace(wanted, limit=wanted.limit + 1)


def _page(every: list[Found], wanted: Filter) -> tuple[list[Found], int | None]:
    page = every[: wanted.limit]
    return page, page[-1].id if len(every) > wanted.limit else None


def _match(site: Site, one: Told) -> dict[str, Any]:
    event = one.event
    return {
        "commitment": event.commitment,
        "name": site.name(event.commitment),
        "verdict": event.verdict.value,
        "score": one.score,
        "parts": one.parts,
        "stage": event.stage.value,
        "effective_date": event.effective.iso() if event.effective else None,
        "readings": [reading_json(reading) for reading in event.readings],
        "evidence": [quote_json(quote) for quote in event.evidence],
        "anchors": [{**quote_json(hit.quote), "role": hit.role.value} for hit in one.anchors],
        "aimed": {"stage": event.aimed.stage.value, "when": event.aimed.when.iso()} if event.aimed else None,
        "detected_at": event.detected_at.isoformat(),
        "judgement": one.judgement.value if one.judgement else None,
    }
