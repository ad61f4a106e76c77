"""Partitions: an archive cut into pieces that are read alone, the same pieces whoever reads them."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from jiannuo.errors import InputError, UsageError


class Kind(StrEnum):
    """What a file of an archive is."""

    LINES = "lines"
    PACKED = "packed"
    PARQUET = "parquet"
    WARC = "warc"


_ENDINGS = {
    ".jsonl": Kind.LINES,
    ".jsonl.gz": Kind.PACKED,
    ".parquet": Kind.PARQUET,
    ".warc": Kind.WARC,
    ".warc.gz": Kind.WARC,
}


@dataclass(frozen=True, slots=True)
class Partition:
    """One piece: bytes [start, end) of JSON Lines, row groups [start, end) of Parquet, or a whole file (0, 0).

    ``name`` is the file's path below the input, so that moving an archive changes no answer.
    """

    number: int
    kind: Kind
    file: str
    name: str
    start: int = 0
    end: int = 0


def partitions_of(source: Path, size: int) -> list[Partition]:
    """The partitions of a file or a folder, in the order of names; JSON Lines are cut every ``size`` bytes.

    What is packed (.gz) cannot be entered in its middle: each such file is one partition. Raises InputError when
    there is nothing to read.
    """
    pieces = [piece for file, name in _files(source) for piece in _cut(file, name, size)]
    return [
        Partition(number, kind, str(file), name, start, end)
        for number, (kind, file, name, start, end) in enumerate(pieces)
    ]


def _files(source: Path) -> list[tuple[Path, str]]:
    if not source.exists():
        raise InputError(f"{source} is not there", "check the path")
    if source.is_file():
        if _kind(source) is None:
            raise InputError(f"{source} is no archive", f"name a file or folder of {', '.join(_ENDINGS)}")
        return [(source.absolute(), source.name)]
    files = sorted(one for one in source.rglob("*") if one.is_file() and _kind(one))
    if not files:
        raise InputError(f"{source} holds no archive", f"name a file or folder of {', '.join(_ENDINGS)}")
    return [(one.absolute(), one.relative_to(source).as_posix()) for one in files]


def _kind(file: Path) -> Kind | None:
    name = file.name.lower()
    return next((kind for ending, kind in _ENDINGS.items() if name.endswith(ending)), None)


def _cut(file: Path, name: str, size: int) -> Iterator[tuple[Kind, Path, str, int, int]]:
    kind = _kind(file)
    if kind is Kind.LINES:
        length = file.stat().st_size
        for start in range(0, length, size):
            yield kind, file, name, start, min(start + size, length)
    elif kind is Kind.PARQUET:
        for group in range(_groups(file)):
            yield kind, file, name, group, group + 1
    elif kind is not None:
        yield kind, file, name, 0, 0


def _groups(file: Path) -> int:
    parquet, wrong = parquet_library()
    try:
        with parquet.ParquetFile(file) as opened:
            return int(opened.num_row_groups)
    except (wrong, OSError) as problem:
        raise InputError(f"{file} is no Parquet file ({problem})", "check the file") from None


def parquet_library() -> tuple[Any, type[Exception]]:
    """pyarrow's Parquet and its error; UsageError where it is not installed."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise UsageError(
            "Parquet needs pyarrow, which is not installed", "pip install 'jiannuo[export]'"
        ) from None
    return parquet, pyarrow.ArrowInvalid
