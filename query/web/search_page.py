"""检索: stored reports by words and conditions, newest first, a story once, with facets that narrow it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from jiannuo.forms import simplified
from jiannuo.model.asking import narrowed
from jiannuo.store.asking import search_and_count
from query.web.asked import FIELDS, asked
from query.web.options import options, worded
from query.web.render import language, page
from query.web.site import site_of

_SHOWN = ("q", "verdict", "stage", "since", "until", "sort")


def search_page(request: Request) -> Response:
    """The page of results that the query asks for; without a query the newest reports."""
    site, params = site_of(request), request.query_params
    wanted = narrowed(asked(params, site.register, site.levels), site.register)
    one_more = replace(wanted, limit=wanted.limit + 1)
    every, counted = search_and_count(site.store, one_more, site.register.id)
    shown = every[: wanted.limit]
    kept = {key: values for key in FIELDS if (values := [text for text in params.getlist(key) if text])}
    return page(
        request,
        "search.html",
        here="search",
        found=shown,
        following=shown[-1].id if len(every) > wanted.limit else None,
        counted=counted,
        hits=lambda text: hits(text, wanted.words),
        kept=kept,
        narrowed={key: values for key, values in kept.items() if key not in ("q", "sort")},
        asked_words=params.get("q", ""),
        further=[key for key in kept if key not in _SHOWN],
        worded=lambda field, value: worded(site, language(request), field, value),
        options=options(site, language(request)),
        params=params,
    )


def hits(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """The text in runs, each with whether it is one of the words; the runs joined are the text."""
    if not words:
        return [(text, False)]
    wanted = "|".join(re.escape(simplified(word)) for word in sorted(words, key=len, reverse=True))
    runs, start = [], 0
    for found in re.finditer(wanted, simplified(text), flags=re.IGNORECASE):
        runs += [(text[start : found.start()], False), (text[found.start() : found.end()], True)]
        start = found.end()
    return [run for run in [*runs, (text[start:], False)] if run[0]]
