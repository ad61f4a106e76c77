"""简报: what was mailed, each with a permanent page; never to whom, and never a link that belongs to one reader."""

from starlette.requests import Request
from starlette.responses import Response

from jiannuo.store.digests import recent_digests
from query.web.api.happenings import digest_of
from query.web.asked import number
from query.web.render import page
from query.web.site import site_of
from query.web.table_file import table_file

_SHOWN = 30
_MOST = 10_000
_SECTIONS = ("progress", "figures", "mentions", "restated", "contradictions", "deadlines", "troubles")
_COLUMNS = ("digest", "subject", "start", "end", "built_at", *_SECTIONS)


def digests_page(request: Request) -> Response:
    """The newest digests first."""
    every = recent_digests(
        site_of(request).store, limit=_SHOWN + 1, before=number(request.query_params, "before")
    )
    shown = every[:_SHOWN]
    following = shown[-1].id if len(every) > _SHOWN else None
    return page(request, "digests.html", here="digests", digests=shown, following=following)


def digests_file(request: Request) -> Response:
    """The archive as a table: each digest with how much its sections told; never to whom."""
    rows = [
        (
            digest.mark or digest.id,
            digest.subject,
            digest.window.start.isoformat(),
            digest.window.end.isoformat(),
            digest.built_at.isoformat(),
            *(len(digest.content.get(section, ())) for section in _SECTIONS),
        )
        for digest in recent_digests(site_of(request).store, limit=_MOST)
    ]
    return table_file("digests.csv", _COLUMNS, rows)


def digest_page(request: Request) -> Response:
    """One digest, made again from what it told: its mail holds the reader's own links."""
    found = digest_of(site_of(request), request.path_params["key"])
    return page(request, "digest.html", here="digests", digest=found, told=found.content)
