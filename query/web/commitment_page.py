"""承诺: one commitment: what was promised and where, the target against its readings, the evidence in time."""

from starlette.requests import Request
from starlette.responses import Response

from jiannuo.locale import wording
from jiannuo.store.asking import near_misses_of
from query.web.chart import chart
from query.web.ladder import ladder
from query.web.missing import NotHereError
from query.web.render import language, page
from query.web.series import Series, series
from query.web.site import Site, site_of
from query.web.table_file import table_file

_COLUMNS = (
    "measure", "day", "kind", "qualifier", "value", "unit", "scope", "as_of", "text",
    "outlet", "published", "report", "url", "disputed", "fell", "basis", "parted",
)  # fmt: skip


def commitment_page(request: Request) -> Response:
    """Everything that is known of one commitment."""
    site, lang = site_of(request), language(request)
    entry = site.commitment(request.path_params["key"])
    line = site.line(entry)
    today = site.today()
    figures = series(entry, line.now, line.events)
    pictures = [(one, chart(one, entry, line.now, site.register, wording(lang), today)) for one in figures]
    children = [other for other in site.register.commitments if other.parent == entry.id]
    return page(
        request,
        "commitment.html",
        entry=entry,
        now=line.now,
        events=line.events[::-1],
        steps=ladder(entry, line.now, line.events),
        pictures=pictures,
        marks=line.now.marks,
        months=site.settings.digest.silent_months,
        missed=near_misses_of(site.store, site.register.id, entry.id, today),
        children=children,
        promisors=[one for one in site.register.promisors if one.id in entry.promisors],
    )


def chart_file(request: Request) -> Response:
    """The picture of one target as a file that stands alone."""
    site = site_of(request)
    entry = site.commitment(request.path_params["key"])
    line = site.line(entry)
    one = _numbered(series(entry, line.now, line.events), request.path_params["number"])
    today = site.today()
    picture = chart(one, entry, line.now, site.register, wording(language(request)), today)
    name = f"{entry.id}-{one.number}.svg"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response('<?xml version="1.0" encoding="UTF-8"?>\n' + str(picture), 200, headers, "image/svg+xml")


def readings_file(request: Request) -> Response:
    """Every figure that was told of the commitment's targets, with who told it, as a table."""
    site = site_of(request)
    entry = site.commitment(request.path_params["key"])
    line = site.line(entry)
    rows = [row for one in series(entry, line.now, line.events) for row in _rows(site, one)]
    return table_file(f"{entry.id}-readings.csv", _COLUMNS, rows)


def _numbered(every: list[Series], number: int) -> Series:
    for one in every:
        if one.number == number:
            return one
    raise NotHereError(f"no chart {number}")


def _rows(site: Site, one: Series) -> list[tuple[object, ...]]:
    return [
        (
            dot.reading.measure,
            dot.day.isoformat(),
            dot.reading.kind.value,
            dot.reading.qualifier,
            dot.reading.value,
            dot.reading.unit,
            dot.reading.scope.value,
            dot.reading.as_of.iso() if dot.reading.as_of else "",
            dot.reading.quote.text,
            site.outlet(dot.told.outlet),
            dot.told.published.iso() if dot.told.published else "",
            dot.told.report_id,
            dot.told.url,
            int(dot.disputed),
            int(dot.fell),
            dot.reading.basis.quote.text if dot.reading.basis else "",
            int(dot.parted),
        )
        for dot in one.dots
    ]
