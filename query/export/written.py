"""A table written in a form: into a file, or as a stream of bytes for whoever waits at the other end."""

import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import BinaryIO

from query.export.forms import Csv, Form
from query.export.table import Rows, Table

_PIECE = 256 * 1024


def written(
    file: BinaryIO,
    table: Table,
    rows: Rows,
    form: type[Form],
    *,
    mark: bool = False,
    done: Callable[[int], object],
) -> int:
    """Write the whole table; how many rows it has. ``done`` is told of the rows as they are written."""
    writer = _begun(file, table, form, mark)
    count = 0
    for piece in rows.pieces:
        writer.add(piece)
        count += len(piece)
        done(count)
    writer.end()
    return count


def streamed(table: Table, rows: Rows, form: type[Form], *, mark: bool = False) -> Iterator[bytes]:
    """The same as pieces of bytes; a form that is only whole at its end is made in a file on the disk before."""
    if form.flows:
        yield from _flowing(table, rows, form, mark)
        return
    with tempfile.TemporaryFile(prefix="jiannuo-export-") as file:
        written(file, table, rows, form, done=lambda _count: None)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _flowing(table: Table, rows: Rows, form: type[Form], mark: bool) -> Iterator[bytes]:
    with closing(io.BytesIO()) as file:
        writer = _begun(file, table, form, mark)
        for piece in rows.pieces:
            writer.add(piece)
            yield file.getvalue()
            file.seek(0)
            file.truncate()
        writer.end()
        yield file.getvalue()


def _begun(file: BinaryIO, table: Table, form: type[Form], mark: bool) -> Form:
    return Csv(file, table, mark=mark) if form is Csv else form(file, table)
