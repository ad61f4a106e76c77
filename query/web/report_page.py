"""报道: one stored report, its text with what was read out of it, its other outlets, and why it was matched or not."""

from starlette.requests import Request
from starlette.responses import Response

from jiannuo.model.vocabulary import Field
from jiannuo.store.asking import open_report
from jiannuo.store.asking.findings import Opened
from query.web.asked import one
from query.web.marked import pieces, spans
from query.web.missing import NotHereError
from query.web.render import page
from query.web.site import Site, site_of


def report_page(request: Request) -> Response:
    """The report with this number; with ``why`` also what today's rules say of one commitment."""
    site = site_of(request)
    opened = found(site, request.path_params["key"])
    report = opened.stored.report
    asked_of = one(request.query_params, "why")
    return page(
        request,
        "report.html",
        opened=opened,
        report=report,
        title=pieces(report.title, spans(opened.told, Field.TITLE)),
        body=pieces(report.body, spans(opened.told, Field.TEXT)),
        entries=site.register.commitments,
        why=_why(site, opened, asked_of),
        asked_of=asked_of,
    )


def found(site: Site, key: str) -> Opened:
    """The report with this number; NotHereError when there is none."""
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
    opened = open_report(site.store, site.register.id, number) if number else None
    if opened is None:
        raise NotHereError(f"no stored report {key[:40]!r}")
    return opened


def _why(site: Site, opened: Opened, key: str) -> dict[str, object] | None:
    """Read the text again for one commitment, as ``jiannuo explain`` does."""
    if not key:
        return None
    from query.explaining import explained

    entry = site.commitment(key)
    stored = opened.stored
    findings = explained(site.register, stored.report, site.places.get(stored.report.outlet), entry.id)
    return {"entry": entry, "matches": findings.matches, "near_misses": findings.near_misses}
