"""/api/v1/commitments: where every commitment stands, and one with its timeline; what `show --json` prints."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from jiannuo.errors import UsageError
from jiannuo.model.commitment import Commitment
from jiannuo.store.asking import near_misses_of
from query.answers import near_miss_json
from query.board import Line
from query.charts.spark import mentions, months_until
from query.standings import standing_json
from query.web.api.answering import answered, paged
from query.web.asked import MOST, number, one
from query.web.chosen import chosen_lines
from query.web.site import Site, site_of

_SHOWN = 50


def commitments(request: Request) -> Response:
    """The commitments that hold the filter, in the register's order, without their timelines."""
    site, params = site_of(request), request.query_params
    _, shown = chosen_lines(site, params)
    limit, after = min(number(params, "limit") or _SHOWN, MOST), one(params, "cursor")
    keys = [entry.id for entry in site.register.commitments]
    if after and after not in keys:
        raise UsageError(f"cursor: {after[:40]!r} is no cursor", "take it from `next`")
    rest = [line for line in shown if not after or keys.index(line.entry.id) > keys.index(after)]
    page = rest[:limit]
    items = [
        {**standing_json(line.entry, line.now, []), **_entry(line.entry), "mentions": _mentions(site, line)}
        for line in page
    ]
    for item in items:
        del item["timeline"]
    return paged(request, items, page[-1].entry.id if len(rest) > limit else None)


def commitment(request: Request) -> Response:
    """One commitment with all its evidence, oldest first, and its nearest misses."""
    site = site_of(request)
    entry = site.commitment(request.path_params["key"])
    line = site.line(entry)
    document = {**standing_json(entry, line.now, list(line.events)), **_entry(entry)}
    near = near_misses_of(site.store, site.register.id, entry.id, site.today())
    document["near_misses"] = [
        {"report": one.report_id, "title": one.title, "url": one.url, **near_miss_json(one)} for one in near
    ]
    document |= {"mentions": _mentions(site, line), "register_version": site.register.version}
    return answered(request, document)


def _mentions(site: Site, line: Line) -> dict[str, int]:
    """The stories of each of the last months that had any, as the pages' sparks draw them."""
    today = site.today()
    counted = zip(months_until(today), mentions(line.events, today), strict=True)
    return {month: count for month, count in counted if count}


def _entry(entry: Commitment) -> dict[str, Any]:
    """What the register says of it besides its statement."""
    return {
        "name_en": entry.name_en,
        "statement_en": entry.statement_en,
        "kind": entry.kind.value,
        "themes": list(entry.themes),
        "organs": list(entry.organs),
        "parent": entry.parent,
        "ladder": [stage.value for stage in entry.ladder],
        "measured_by": entry.measured_by,
        "article": [
            {"paragraph": span.paragraph, "start": span.start, "end": span.end} for span in entry.article
        ],
    }
