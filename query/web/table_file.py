"""A table as CSV that opens rightly in a spreadsheet and in which no cell is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from starlette.responses import Response

from query.cells import harmless


def table_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """The rows as a download, in UTF-8 with the mark by which spreadsheets know it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("\ufeff" + text.getvalue(), 200, headers, "text/csv; charset=utf-8")
