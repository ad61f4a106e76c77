"""What of an answer may not depend on the texts in it: elements, attributes, lines, columns and keys."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from typing import Any

from lxml import etree

# What spreadsheets take for the beginning of a formula.
ACTING = ("=", "@", "+", "-", "\t", "\r", "\n", "＝", "＠")
# How an address that may be followed begins.
LEADING = ("/", "#", "?", "http://", "https://")
ATOM = "{http://www.w3.org/2005/Atom}"


class Shape(HTMLParser):
    """The elements of a page with the names of their attributes, in their order, and where links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.targets: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.targets += [value or "" for name, value in attrs if name in ("href", "src", "action")]


def shape_of(media_type: str, body: bytes) -> Any:
    """The shape of an answer; ValueError for what no shape is known of, AssertionError where it would act."""
    kind = media_type.partition(";")[0]
    if kind not in _SHAPES:
        raise ValueError(f"no shape is known of {kind}: write one")
    return _SHAPES[kind](body)


def _html(body: bytes) -> Any:
    shape = Shape(body.decode())
    assert all(target.startswith(LEADING) for target in shape.targets), shape.targets
    return shape.elements


def _xml(body: bytes) -> Any:
    root = etree.fromstring(body)
    inner = [Shape(one.text or "") for one in root.iter(f"{ATOM}content")]
    links = [value for one in root.iter() for name, value in one.items() if name.endswith("href")]
    links += [target for shape in inner for target in shape.targets]
    assert all(link.startswith(LEADING) for link in links), links
    return [(one.tag, one.keys()) for one in root.iter()], [shape.elements for shape in inner]


def _json(body: bytes) -> Any:
    return _tree(json.loads(body))


def _tree(value: Any) -> Any:
    if isinstance(value, dict):
        held = {key: _tree(one) for key, one in value.items()}
        # Where texts are the keys, only how many there are is told.
        return held if all(key.isidentifier() and key.isascii() for key in held) else len(held)
    if isinstance(value, list):
        return [_tree(one) for one in value]
    return type(value).__name__


def _json_feed(body: bytes) -> Any:
    items = json.loads(body)["items"]
    assert all(item.get("external_url", "http").startswith("http") for item in items)
    return [Shape(item.get("content_html", "")).elements for item in items]


def _lines(body: bytes) -> Any:
    return [_json(line) for line in body.split(b"\n")[:-1]]


def _csv(body: bytes) -> Any:
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    acting = [cell for row in rows for cell in row if cell.lstrip(' "').startswith(ACTING)]
    assert [cell for cell in acting if not cell.lstrip("-").replace(".", "").isdigit()] == []
    return rows[0], [len(row) for row in rows]


def _workbook(body: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for part in parts.values():
        etree.fromstring(part)
        assert b"hyperlink" not in part
    tags = [one.tag for one in etree.fromstring(parts["xl/worksheets/sheet1.xml"]).iter()]
    assert not [tag for tag in tags if tag.endswith("}f")]
    return sorted(parts), sorted(tag for tag in tags if not tag.endswith("}is"))


def _parquet(body: bytes) -> Any:
    from pyarrow import parquet

    table = parquet.read_table(io.BytesIO(body))
    return table.schema.to_string(show_schema_metadata=False), table.num_rows


def _calendar(body: bytes) -> Any:
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    lines: Iterable[str] = body.replace(b"\r\n ", b"").decode().split("\r\n")
    return [line.partition(":")[0] for line in lines]


def _figures(body: bytes) -> Any:
    return [line.rpartition(" ")[0] for line in body.decode().splitlines()]


def _whole(body: bytes) -> Any:
    return body


_SHAPES: dict[str, Callable[[bytes], Any]] = {
    "text/html": _html,
    "image/svg+xml": _xml,
    "application/atom+xml": _xml,
    "application/json": _json,
    "application/feed+json": _json_feed,
    "application/x-ndjson": _lines,
    "text/csv": _csv,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _workbook,
    "application/vnd.apache.parquet": _parquet,
    "text/calendar": _calendar,
    "text/plain": _figures,
    # A picture has no text; the server's own files hold nothing that was crawled.
    "image/png": lambda body: body[:8],
    "text/css": _whole,
    "text/javascript": _whole,
}
