"""The files of a snapshot as they are written: each with its size and digest."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from jiannuo.store.engine import Store
from query.export.forms import Form
from query.export.written import written
from query.snapshot.tables import Held

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Written:
    """One file: its path in the snapshot, bytes and SHA-256; ``rows`` where it is a table."""

    path: str
    bytes: int
    sha256: str
    held: Held | None = None
    rows: int = 0


def write_text(folder: Path, path: str, text: str) -> Written:
    """A text in UTF-8, lines ending as they are."""
    file = folder / path
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text.encode("utf-8"))
    return _described(file, path)


def write_table(
    folder: Path, held: Held, store: Store, form: type[Form], done: Callable[[int, int], object]
) -> Written:
    """A table under ``data/``; ``done`` hears of the rows and of how many there are at most."""
    path = f"data/{held.table.name}.{form.suffix}"
    file = folder / path
    file.parent.mkdir(exist_ok=True)
    rows = held.rows(store)
    done(0, rows.total)
    with file.open("wb") as out:
        count = written(out, held.table, rows, form, done=lambda n: done(n, rows.total))
    described = _described(file, path)
    return Written(path, described.bytes, described.sha256, held, count)


def _described(file: Path, path: str) -> Written:
    with file.open("rb") as given:
        size, digest = measured(given)
    return Written(path, size, digest)


def measured(given: Any, most: int | None = None) -> tuple[int, str]:
    """Bytes and SHA-256 of what can be read, no further than one piece behind ``most``."""
    size, digest = 0, sha256()
    while piece := given.read(_PIECE):
        size += len(piece)
        digest.update(piece)
        if most is not None and size > most:
            break
    return size, digest.hexdigest()
