"""Feeds of archived digests: of those that leave nothing out, and of the series that one digest belongs to."""

import uuid
from collections.abc import Sequence
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from jiannuo.locale import Wording, wording
from jiannuo.store.digests import StoredDigest, digest_marked, editions, series
from query.web.atom import MEDIA_TYPE, Entry, Feed, atom
from query.web.missing import NotHereError
from query.web.render import language
from query.web.site import root_of, site_of
from scheduler.scrub import link


def editions_feed(request: Request) -> Response:
    """Digests to subscriptions of everything, in the language asked for."""
    lang = language(request)
    found = editions(site_of(request).store, lang)
    return _feed(request, found, lang, "/digests.atom" + ("?lang=en" if lang == "en" else ""), "/digests")


def series_feed(request: Request) -> Response:
    """What the subscription of this digest gets, without who it is."""
    mark, store = request.path_params["mark"], site_of(request).store
    known = digest_marked(store, mark)
    if known is None:
        raise NotHereError(f"no digest {mark[:40]!r}")
    lang = str(known.content.get("language", "zh"))
    return _feed(request, series(store, known), lang, f"/digests/{mark}.atom", f"/digests/{mark}")


def _feed(request: Request, found: Sequence[StoredDigest], lang: str, own: str, page: str) -> Response:
    site, words = site_of(request), wording(lang)
    root = root_of(request)
    document = Feed(
        # Named by what it is, not by where it is: the host may change.
        id=uuid.uuid5(uuid.NAMESPACE_URL, f"jiannuo:{site.register.id}:{own}").urn,
        title=f"{words('digest.brand')} · {words('digest.title')}",
        language="en" if lang == "en" else "zh-CN",
        author=words("digest.brand"),
        own=root + own,
        page=root + page,
        updated=site.clock.now(),
        entries=[_entry(digest, root, words) for digest in found],
    )
    return Response(atom(document), media_type=MEDIA_TYPE)


def _entry(digest: StoredDigest, root: str, words: Wording) -> Entry:
    mark = digest.mark or uuid.uuid5(uuid.NAMESPACE_URL, f"jiannuo:digest:{digest.id}").hex
    told = digest.content
    return Entry(
        id=uuid.UUID(mark).urn,
        title=digest.subject,
        updated=digest.built_at,
        page=f"{root}/digests/{digest.mark or digest.id}",
        summary="".join(told.get("lead", ())) or digest.subject,
        content="".join(_paragraphs(told, words)),
    )


def _paragraphs(told: dict[str, Any], words: Wording) -> list[str]:
    found = [f"<p>{escape(sentence)}</p>" for sentence in told.get("lead", ())]
    for key, section in (("progress", "progress"), ("figures", "readings"), ("mentions", "mentions")):
        rows = [_row(one, words) for one in told.get(key, ())]
        if rows:
            found.append(f"<h3>{escape(words(f'digest.section.{section}'))}</h3><ul>{''.join(rows)}</ul>")
    return found


def _row(one: dict[str, Any], words: Wording) -> str:
    telling = one["telling"] if "telling" in one else one["tellings"][0]
    title, url = escape(telling["title"]), link(telling["url"] or "")
    source = f'<a href="{escape(url)}">{title}</a>' if url else title
    stage = f" · {escape(words('stage.' + one['after']))}" if "after" in one else ""
    quote = escape(words("quote.open") + telling["quote"] + words("quote.close"))
    name = f"{escape(one['name'])} {escape(one['commitment'])}"
    return f"<li><b>{name}</b>{stage}<br>{quote}<br>{escape(telling['outlet'])} · {source}</li>"
