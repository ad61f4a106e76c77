"""/export/… and /api/v1/export/…: what a filter holds as a file, streamed, in the forms of `jiannuo export`."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from jiannuo.errors import BusyError
from jiannuo.store.patience import patience
from query.export.forms import FORMS, Form
from query.export.table import Row, Rows, Source, Table, Wanted
from query.export.tables import TABLES
from query.export.written import streamed
from query.web.asked import asked, number, truth
from query.web.missing import NotHereError
from query.web.problem import ROOT
from query.web.site import Site, site_of

_TURNS = threading.BoundedSemaphore(2)
_WAITING = 5.0


def export_file(request: Request) -> Response:
    """The table in the form that the address names; at most ``limit`` rows where that is given."""
    site, params = site_of(request), request.query_params
    table, form = _named(request.path_params["what"], request.path_params["form"])
    ask = replace(asked(params, site.register), before=None, fold_copies=truth(params, "copies") is False)
    wanted = Wanted(ask, number(params, "limit"), texts=truth(params, "texts") is True)
    rows = table.rows(source_of(site), wanted)
    rows = replace(rows, pieces=_patient(rows, site.settings.web.query_seconds))
    # Spreadsheets are what people open from a page; programs ask the API, and want no mark.
    mark = not request.url.path.startswith(ROOT)
    body = _in_turn(streamed(table, rows, form, mark=mark))
    headers = {"Content-Disposition": f'attachment; filename="{table.name}.{form.suffix}"'}
    return StreamingResponse(body, 200, headers, form.media_type)


def source_of(site: Site) -> Source:
    """What tables are made from, of the site's own."""
    months = site.settings.digest.silent_months
    return Source(site.store, site.register, site.titles, site.clock.now(), months)


def _named(what: str, form: str) -> tuple[Table, type[Form]]:
    if what not in TABLES or form not in FORMS:
        raise NotHereError(f"no export {what[:40]}.{form[:40]}")
    return TABLES[what], FORMS[form]


def _patient(rows: Rows, seconds: float) -> Iterator[Sequence[Row]]:
    """Every piece is a question of its own, and is broken off when it takes too long."""
    while True:
        with patience(seconds):
            piece = next(rows.pieces, None)
        if piece is None:
            return
        yield piece


def _in_turn(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, of which two are made at once for all who ask: the others wait.

    The first is made now, so that what goes wrong by then is answered as an error; BusyError where no turn comes.
    """
    if not _TURNS.acquire(timeout=_WAITING):
        raise BusyError("too many exports at once", "try again in a moment")
    try:
        first = next(pieces, b"")
    finally:
        _TURNS.release()
    return _rest(first, pieces)


def _rest(piece: bytes | None, pieces: Iterator[bytes]) -> Iterator[bytes]:
    while piece is not None:
        yield piece
        with _TURNS:
            piece = next(pieces, None)
