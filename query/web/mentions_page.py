"""How often commitments were told of, month by month: the sparks of the board as a table and as one picture."""

from starlette.requests import Request
from starlette.responses import Response

from jiannuo.locale import wording
from query.charts.columns import columns
from query.charts.spark import mentions, months_until
from query.web.chosen import chosen_lines
from query.web.picture_file import picture_file
from query.web.render import language
from query.web.site import site_of
from query.web.table_file import table_file


def mentions_file(request: Request) -> Response:
    """Of the commitments that the board's filter holds: a row each as CSV, their sum as a picture."""
    site, form = site_of(request), request.path_params["form"]
    _, shown = chosen_lines(site, request.query_params)
    months = months_until(site.today())
    counted = [mentions(line.events, site.today()) for line in shown]
    if form == "csv":
        rows = [(line.entry.id, line.entry.name, *told) for line, told in zip(shown, counted, strict=True)]
        return table_file("mentions.csv", ("id", "name", *months), rows)
    sums = [sum(told[place] for told in counted) for place in range(len(months))]
    words = wording(language(request))
    who = site.name(shown[0].entry.id, words.language) if len(shown) == 1 else len(shown)
    title = words("web.mentions.one" if len(shown) == 1 else "web.mentions.many", who=who, n=sum(sums))
    drawn = columns(list(zip(months, sums, strict=True)), title)
    return picture_file("mentions", form, str(drawn))
