"""简报: what was mailed, each with a permanent page; never to whom, and never a link that belongs to one reader."""

from starlette.requests import Request
from starlette.responses import Response

from jiannuo.store.digests import recent_digests
from query.web.api.happenings import digest_of
from query.web.asked import number
from query.web.render import page
from query.web.site import site_of

_SHOWN = 30


def digests_page(request: Request) -> Response:
    """The newest digests first."""
    every = recent_digests(
        site_of(request).store, limit=_SHOWN + 1, before=number(request.query_params, "before")
    )
    shown = every[:_SHOWN]
    following = shown[-1].id if len(every) > _SHOWN else None
    return page(request, "digests.html", here="digests", digests=shown, following=following)


def digest_page(request: Request) -> Response:
    """One digest, made again from what it told: its mail holds the reader's own links."""
    found = digest_of(site_of(request), request.path_params["key"])
    return page(request, "digest.html", here="digests", digest=found, told=found.content)
