"""/api/v1/changes and /digests: what changed and why, what was mailed."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from jiannuo.model.asking import Filter, narrowed
from jiannuo.model.vocabulary import Cause
from jiannuo.store.asking import changes as changes_of
from jiannuo.store.digests import StoredDigest, digest_marked, load_digest, recent_digests
from query.standings import change_json
from query.web.api.answering import answered, paged
from query.web.asked import MOST, asked, day, many, moment, number, word
from query.web.missing import NotHereError
from query.web.site import Site, site_of

_WEEK = timedelta(days=7)
_SHOWN = 50


def changes(request: Request) -> Response:
    """Changes from ``since`` (else of the last seven days) to ``until`` that hold the filter, oldest first."""
    site, params = site_of(request), request.query_params
    now = site.clock.now()
    start = moment(params, "since", time.min) or now - _WEEK
    end = moment(params, "until", time.max) or now + timedelta(seconds=1)
    cause, wanted = word(Cause, params, "cause"), _of_changes(site, params)
    every = changes_of(site.store, site.register.id, start, end, wanted)
    found = [one for one in every if cause in (None, one.cause)]
    done, limit = number(params, "cursor") or 0, min(number(params, "limit") or _SHOWN, MOST)
    page = found[done : done + limit]
    more = done + limit if len(found) > done + limit else None
    return paged(request, [change_json(change) for change in page], more)


def _of_changes(site: Site, params: QueryParams) -> Filter:
    """The filter without the days that here bound the changes themselves."""
    for key in many(params, "commitment"):
        site.commitment(key)
    wanted = narrowed(asked(params, site.register, site.levels), site.register)
    return replace(wanted, since=day(params, "published_since"), until=day(params, "published_until"))


def digests(request: Request) -> Response:
    """Digests as they were built, the newest first, without their contents."""
    site, params = site_of(request), request.query_params
    limit = min(number(params, "limit") or _SHOWN, MOST)
    every = recent_digests(site.store, limit=limit + 1, before=number(params, "cursor"))
    page = every[:limit]
    return paged(request, [_head(digest) for digest in page], page[-1].id if len(every) > limit else None)


def digest(request: Request) -> Response:
    """One digest with its contents; never who received it."""
    found = digest_of(site_of(request), request.path_params["key"])
    return answered(request, {**_head(found), "content": found.content})


def digest_of(site: Site, key: str) -> StoredDigest:
    """The digest with this number or mark; NotHereError when there is none."""
    if len(key) == 32:
        found = digest_marked(site.store, key)
        if found is not None:
            return found
    number_ = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
    found = load_digest(site.store, number_) if number_ else None
    if found is None:
        raise NotHereError(f"no digest {key[:40]!r}")
    return found


def _head(digest: StoredDigest) -> dict[str, Any]:
    return {
        "id": digest.id,
        "subject": digest.subject,
        "start": digest.window.start.isoformat(),
        "end": digest.window.end.isoformat(),
        "built_at": digest.built_at.isoformat(),
    }
