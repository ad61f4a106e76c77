"""Feeds of what a filter holds: one commitment, a theme, any question; as Atom and as JSON Feed 1.1."""

import json
import uuid
from dataclasses import dataclass, replace
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response

from jiannuo.locale import Wording, wording
from jiannuo.model.asking import narrowed
from jiannuo.model.news import NewsItem
from jiannuo.model.vocabulary import Stage, Verdict
from jiannuo.store.asking import events
from query.web.asked import asked
from query.web.atom import MEDIA_TYPE, Entry, Feed, atom
from query.web.render import language
from query.web.site import Site, root_of, site_of
from query.web.tagged import tagged
from scheduler.scrub import link

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class _Told:
    """What a feed says of itself and of each event."""

    site: Site
    words: Wording
    language: str
    root: str
    query: str
    items: list[NewsItem]

    def address(self, path: str) -> str:
        return self.root + path + (f"?{self.query}" if self.query else "")

    def title(self, one: NewsItem) -> str:
        shown = one.verdict is Verdict.PROGRESS and one.stage is not Stage.NONE
        state = self.words(f"stage.{one.stage.value}" if shown else f"verdict.{one.verdict.value}")
        name = self.site.name(one.commitment, self.language)
        return f"{one.commitment} {name}{self.words('web.colon')}{state}"

    def identity(self, one: NewsItem) -> str:
        # Reading again gives a match another row; report and commitment stay.
        return uuid.uuid5(
            uuid.NAMESPACE_URL, f"jiannuo:{self.site.register.id}:{one.commitment}:{one.report_id}"
        ).urn


def events_atom(request: Request) -> Response:
    """The newest fifty events that hold the filter, latest learned first, as Atom."""
    told = _told(request)
    own = told.address("/events.atom")
    document = Feed(
        id=uuid.uuid5(uuid.NAMESPACE_URL, f"jiannuo:{told.site.register.id}:/events?{told.query}").urn,
        title=_name(told),
        language="en" if told.language == "en" else "zh-CN",
        author=told.words("digest.brand"),
        own=own,
        page=told.address("/search"),
        updated=told.site.clock.now(),
        entries=[_entry(told, one) for one in told.items],
    )
    return tagged(request, atom(document), MEDIA_TYPE)


def events_json(request: Request) -> Response:
    """The same as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), with our own words under ``_jiannuo``."""
    told = _told(request)
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _name(told),
        "language": "en" if told.language == "en" else "zh-CN",
        "home_page_url": told.address("/search"),
        "feed_url": told.address("/events.json"),
        "items": [_item(told, one) for one in told.items],
    }
    body = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
    return tagged(request, body, "application/feed+json; charset=utf-8")


def _told(request: Request) -> _Told:
    site, lang = site_of(request), language(request)
    wanted = narrowed(asked(request.query_params, site.register, site.levels), site.register)
    items = events(site.store, site.register.id, replace(wanted, fold_copies=True, limit=_SHOWN))
    query = urlencode([(key, value) for key, value in request.query_params.multi_items() if value])
    return _Told(site, wording(lang), lang, root_of(request), query, items)


def _name(told: _Told) -> str:
    """The commitment, where the feed follows one; else the register, and what else was asked for."""
    ids = {one.commitment for one in told.items}
    asked_for = [value for key, value in parse_qsl(told.query) if key not in ("lang", "commitment", "sort")]
    about = told.site.name(ids.pop(), told.language) if len(ids) == 1 else told.site.register.name
    return " · ".join([told.words("digest.brand"), about, *asked_for])


def _entry(told: _Told, one: NewsItem) -> Entry:
    quotes = "".join(f"<blockquote>{escape(quote.text)}</blockquote>" for quote in one.evidence)
    source = escape(told.site.outlet(one.outlet, told.language))
    original = link(one.url)
    title = escape(one.title)
    linked = f'<a href="{escape(original)}">{title}</a>' if original else title
    return Entry(
        id=told.identity(one),
        title=told.title(one),
        updated=one.detected_at,
        page=f"{told.root}/reports/{one.report_id}",
        summary=one.evidence[0].text if one.evidence else one.title,
        content=f"{quotes}<p>{source} · {escape(_day(one, told.words))} · {linked}</p>",
    )


def _item(told: _Told, one: NewsItem) -> dict[str, Any]:
    item = {
        "id": told.identity(one),
        "url": f"{told.root}/reports/{one.report_id}",
        "title": told.title(one),
        "content_text": "\n".join(quote.text for quote in one.evidence) or one.title,
        "date_published": one.detected_at.isoformat(),
        "_jiannuo": {
            "commitment": one.commitment,
            "verdict": one.verdict.value,
            "stage": one.stage.value,
            "effective": one.effective.iso() if one.effective else None,
            "published": one.published.iso() if one.published else None,
            "title": one.title,
            "outlets": list(one.outlets),
            "reports": one.reports,
        },
    }
    if original := link(one.url):
        item["external_url"] = original
    return item


def _day(one: NewsItem, words: Wording) -> str:
    return one.published.iso() if one.published else words("digest.undated")
