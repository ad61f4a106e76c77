"""A picture as a download, drawn or rendered."""

from starlette.responses import Response

from query.charts.drawn import standing_alone
from query.charts.png import png
from query.web.missing import NotHereError


def picture_file(name: str, form: str, drawn: str) -> Response:
    """The picture as ``svg`` or ``png``; NotHereError for any other form."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    if form == "svg":
        return Response(standing_alone(drawn), 200, headers, "image/svg+xml")
    if form == "png":
        return Response(png(drawn), 200, headers, "image/png")
    raise NotHereError(f"no picture as {form[:20]}")
