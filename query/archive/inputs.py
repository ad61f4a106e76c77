"""What stands in one partition: a report, a reason why there is none, or a page that is not ours to read."""

import gzip
import html
import re
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from crawler.decode import decode
from query.archive.partitions import Kind, Partition, parquet_library
from query.cli.reports_in import Line, line_of
from query.ingest.archives import Archived, pages_in
from query.ingest.readers import Desk, Read, read_archived, read_line

_CHINESE = re.compile("[\u4e00-\u9fff]")
# Fewer than this many Chinese characters in all its markup: no page in Chinese holds so few.
FEWEST = 15
_ROWS = 1000


def inputs(partition: Partition, desk: Desk) -> Iterator[Read | None]:
    """Every input of the partition in its order; None for what is left out on purpose.

    What cannot be read comes out as a ``Read`` with its ``fault``: an archive of years is never without.
    """
    try:
        yield from _READERS[partition.kind](partition, desk)
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as problem:
        yield Read(partition.name, fault=f"cannot be read to its end ({problem})")


def _lines(partition: Partition, desk: Desk) -> Iterator[Read]:
    """The lines that begin in the partition's bytes."""
    with Path(partition.file).open("rb") as stream:
        position = _first_line(stream, partition.start)
        while position < partition.end and (raw := stream.readline()):
            if raw.strip():
                yield _line(0, f"{partition.name}@{position}", raw, desk)
            position += len(raw)


def _first_line(stream: BinaryIO, start: int) -> int:
    """Go to where the first line at or behind ``start`` begins."""
    if not start:
        return 0
    stream.seek(start - 1)
    return start - 1 + len(stream.readline())


def _packed(partition: Partition, desk: Desk) -> Iterator[Read]:
    with gzip.open(partition.file, "rb") as stream:
        for number, raw in enumerate(stream, 1):
            if raw.strip():
                yield _line(number, f"{partition.name}:{number}", raw, desk)


def _line(number: int, place: str, raw: bytes, desk: Desk) -> Read:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return Read(place, fault="not UTF-8")
    return read_line(line_of(number, place, text), desk)


def _parquet(partition: Partition, desk: Desk) -> Iterator[Read]:
    library, wrong = parquet_library()
    try:
        with library.ParquetFile(partition.file) as opened:
            groups = list(range(partition.start, partition.end))
            number = 0
            for batch in opened.iter_batches(_ROWS, row_groups=groups):
                for row in batch.to_pylist():
                    number += 1
                    yield _row(number, f"{partition.name}#{partition.start}:{number}", row, desk)
    except wrong as problem:
        yield Read(partition.name, fault=f"cannot be read to its end ({problem})")


def _row(number: int, place: str, row: dict[str, Any], desk: Desk) -> Read:
    data = {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}
    texts = [data.get(field) or "" for field in ("text", "title", "body")]
    if not all(isinstance(text, str) for text in texts):
        return Read(place, fault="'text', 'title' or 'body' is not a string")
    fault = "" if texts[0] or texts[2] else "has no 'text'"
    return read_line(Line(number, place, data, fault), desk)


def _pages(partition: Partition, desk: Desk) -> Iterator[Read | None]:
    for page in pages_in(Path(partition.file)):
        if isinstance(page, str):
            yield Read(partition.name, fault=page)
        else:
            yield _page(page, f"{partition.name}#{page.number}", desk)


def _page(page: Archived, place: str, desk: Desk) -> Read | None:
    if not is_chinese(page):
        return None
    try:
        return read_archived(page, place, desk)
    except Exception as problem:  # noqa: BLE001 (one page among millions must not keep the others back)
        return Read(place, fault=f"cannot be extracted ({type(problem).__name__}: {problem})")


def is_chinese(page: Archived) -> bool:
    """Whether the page can be one in Chinese; nine in ten pages of a news crawl of the world are not."""
    text = decode(page.body, page.content_type).text
    if "&#" in text:
        text = html.unescape(text)
    return sum(1 for _, _ in zip(range(FEWEST), _CHINESE.finditer(text), strict=False)) == FEWEST


_READERS = {Kind.LINES: _lines, Kind.PACKED: _packed, Kind.PARQUET: _parquet, Kind.WARC: _pages}
