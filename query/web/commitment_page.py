"""承诺: one commitment: what was promised and where, the target against its readings, the evidence in time."""

from starlette.requests import Request
from starlette.responses import Response

from jiannuo.locale import wording
from jiannuo.store.asking import near_misses_of
from query.cells import plain_cell
from query.charts.drawn import chart
from query.charts.figures import COLUMNS, figures
from query.charts.series import Series, series
from query.web.ladder import ladder
from query.web.missing import NotHereError
from query.web.picture_file import picture_file
from query.web.render import language, page
from query.web.site import site_of
from query.web.table_file import table_file


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
    words = wording(language(request))
    drawn = chart(one, entry, line.now, site.register, words, site.today(), titled=True)
    return picture_file(f"{entry.id}-{one.number}", request.path_params["form"], str(drawn))


def readings_file(request: Request) -> Response:
    """Every figure that was told of the commitment's targets, with who told it, as a table."""
    site = site_of(request)
    entry = site.commitment(request.path_params["key"])
    line = site.line(entry)
    rows = [row for one in series(entry, line.now, line.events) for row in figures(one, site.outlet)]
    return table_file(
        f"{entry.id}-readings.csv", COLUMNS, [[plain_cell(row[key]) for key in COLUMNS] for row in rows]
    )


def _numbered(every: list[Series], number: int) -> Series:
    for one in every:
        if one.number == number:
            return one
    raise NotHereError(f"no chart {number}")
