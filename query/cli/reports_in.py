"""Reading JSON Lines of reports, from a file or standard input, with errors that name the line."""

import gzip
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from jiannuo.errors import InputError
from jiannuo.model.report import Report
from jiannuo.model.when import parse_when


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the report in it, or what is wrong with it."""

    number: int
    place: str
    data: dict[str, Any]
    fault: str = ""


def lines_of(path: str) -> Iterator[Line]:
    """Every non-empty line of a .jsonl or .jsonl.gz file (``-`` for standard input).

    A line that is no JSON object with a ``text`` comes out with its ``fault``; InputError only when
    the file itself cannot be read.
    """
    with _open(path) as stream:
        try:
            for number, raw in enumerate(stream, 1):
                if raw.strip():
                    yield line_of(number, f"{path}:{number}", raw)
        except (OSError, EOFError, UnicodeDecodeError) as problem:
            raise InputError(f"{path} cannot be read to its end ({problem})", "check the file") from None


def report_of(data: dict[str, Any], outlet: str = "given") -> Report:
    """The report in one line's data."""
    url = data.get("url")
    published = data.get("published")
    return Report(
        url=url if isinstance(url, str) else "",
        outlet=outlet,
        title=data.get("title") or "",
        body=data.get("text") or data.get("body") or "",
        published=parse_when(published) if isinstance(published, str) else None,
        source=data.get("source") if isinstance(data.get("source"), str) else None,
    )


def line_of(number: int, place: str, raw: str) -> Line:
    """The report in one line of JSON, or what is wrong with it."""
    try:
        data = json.loads(raw)
    except ValueError as problem:
        return Line(number, place, {}, f"not JSON ({problem})")
    if not isinstance(data, dict):
        return Line(number, place, {}, "not a JSON object")
    for field in ("text", "title", "body"):
        if not isinstance(data.get(field, ""), str | None):
            return Line(number, place, {"id": data.get("id")}, f"{field!r} is not a string")
    if not (data.get("text") or data.get("body")):
        return Line(number, place, data, "has no 'text'")
    return Line(number, place, data)


def _open(path: str) -> TextIO:
    try:
        if path == "-":
            return io.TextIOWrapper(sys.stdin.buffer, "utf-8", errors="surrogateescape")
        if path.endswith(".gz"):
            return io.TextIOWrapper(gzip.open(path, "rb"), "utf-8")
        return Path(path).open(encoding="utf-8")
    except OSError as problem:
        raise InputError(f"{path} cannot be opened ({problem.strerror})", "check the path") from None
