"""The forms in which a table leaves the house, each written piece by piece to a binary file."""

import csv
import io
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, BinaryIO, ClassVar

from jiannuo.errors import UsageError
from query.cells import harmless, legal
from query.export.table import Kind, Row, Shape

# What could act on a terminal, reorder what is read, or end a line where none ends.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_LONGEST_CELL = 32_767  # what Excel can show
_LAST_ROW = 1_048_575
_GROUP = 20_000


class Form(ABC):
    """A table on its way into a file; ``end`` must be called for the file to be whole."""

    suffix: ClassVar[str]
    media_type: ClassVar[str]
    # Whether what was written is final, so that it may be sent on before the end.
    flows: ClassVar[bool] = True

    def __init__(self, file: BinaryIO, table: Shape) -> None:
        self._file = file
        self._columns = table.columns

    @abstractmethod
    def add(self, rows: Sequence[Row]) -> None:
        """Write some rows."""

    def end(self) -> None:  # noqa: B027  (most forms need none)
        """Write what the form needs at its end."""


class Csv(Form):
    """RFC 4180 in UTF-8; no cell is a formula, and no character acts on what shows it."""

    suffix, media_type = "csv", "text/csv; charset=utf-8"

    def __init__(self, file: BinaryIO, table: Shape, *, mark: bool = False) -> None:
        """``mark``: begin with the mark by which spreadsheets know UTF-8."""
        super().__init__(file, table)
        file.write("\ufeff".encode() if mark else b"")
        self.add([tuple(column.name for column in table.columns)])

    def add(self, rows: Sequence[Row]) -> None:
        """Write some rows."""
        text = io.StringIO()
        csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
        self._file.write(text.getvalue().encode("utf-8", "replace"))


class Jsonl(Form):
    """One JSON object a line, without what could act on a terminal."""

    suffix, media_type = "jsonl", "application/x-ndjson"

    def add(self, rows: Sequence[Row]) -> None:
        """Write some rows."""
        names = [column.name for column in self._columns]
        for row in rows:
            line = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, separators=(",", ":"))
            safe = _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", line)
            self._file.write(safe.encode("utf-8") + b"\n")


class Parquet(Form):
    """Apache Parquet with typed columns; what each means stands in its metadata."""

    suffix, media_type, flows = "parquet", "application/vnd.apache.parquet", False

    def __init__(self, file: BinaryIO, table: Shape) -> None:
        """Raises UsageError where pyarrow is not installed."""
        super().__init__(file, table)
        try:
            import pyarrow
            from pyarrow import parquet
        except ImportError:
            raise _missing("pyarrow", "Parquet") from None
        kinds = {Kind.INTEGER: pyarrow.int64(), Kind.NUMBER: pyarrow.float64(), Kind.TRUTH: pyarrow.bool_()}
        fields = [
            pyarrow.field(one.name, kinds.get(one.kind, pyarrow.string()), metadata={"about": one.about})
            for one in table.columns
        ]
        self._arrow: Any = pyarrow
        self._schema: Any = pyarrow.schema(fields)
        self._writer: Any = parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._kept: list[Row] = []

    def add(self, rows: Sequence[Row]) -> None:
        """Keep some rows until there are enough for a group."""
        self._kept += rows
        if len(self._kept) >= _GROUP:
            self._write()

    def end(self) -> None:
        """Write what is kept, and the footer."""
        self._write()
        self._writer.close()

    def _write(self) -> None:
        columns = list(zip(*self._kept, strict=True)) or [()] * len(self._columns)
        arrays = [
            self._arrow.array([_typed(value, one.kind) for value in values], type=field.type)
            for values, one, field in zip(columns, self._columns, self._schema, strict=True)
        ]
        self._writer.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))
        self._kept = []


class Excel(Form):
    """An Excel workbook in which every text is a text: no formula, no link, no number made of one."""

    suffix, flows = "xlsx", False
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def __init__(self, file: BinaryIO, table: Shape) -> None:
        """Raises UsageError where XlsxWriter is not installed."""
        super().__init__(file, table)
        try:
            import xlsxwriter
        except ImportError:
            raise _missing("XlsxWriter", "Excel") from None
        literal = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
        self._book: Any = xlsxwriter.Workbook(file, {"constant_memory": True, **literal})
        self._head: Any = self._book.add_format({"bold": True, "bottom": 1})
        self._name = table.name
        self._begin()

    def add(self, rows: Sequence[Row]) -> None:
        """Write some rows, on a further sheet where one is full."""
        for row in rows:
            if self._row > _LAST_ROW:
                self._begin()
            for place, value in enumerate(row):
                self._write(place, value)
            self._row += 1

    def end(self) -> None:
        """Put the workbook together."""
        self._book.close()

    def _begin(self) -> None:
        count = len(self._book.worksheets())
        self._sheet: Any = self._book.add_worksheet(f"{self._name} {count + 1}" if count else self._name)
        self._sheet.freeze_panes(1, 0)
        for place, column in enumerate(self._columns):
            self._sheet.set_column(place, place, 40 if column.name in _WIDE else 16)
            self._sheet.write_string(0, place, column.name, self._head)
        self._row = 1

    def _write(self, place: int, value: Any) -> None:
        if isinstance(value, bool):
            self._sheet.write_boolean(self._row, place, value)
        elif isinstance(value, int | float):
            self._sheet.write_number(self._row, place, value)
        elif value:
            self._sheet.write_string(self._row, place, legal(value)[:_LONGEST_CELL])


_WIDE = ("title", "evidence", "quote", "statement", "text")
FORMS: dict[str, type[Form]] = {form.suffix: form for form in (Csv, Jsonl, Parquet, Excel)}


def form_named(name: str) -> type[Form]:
    """The form with this suffix; UsageError when there is none."""
    if name not in FORMS:
        raise UsageError(f"no form {name[:40]!r}", f"choose from: {', '.join(FORMS)}")
    return FORMS[name]


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    return harmless(legal(value)) if isinstance(value, str) else value


def _typed(value: Any, kind: Kind) -> Any:
    if value is not None and kind is Kind.NUMBER:
        return float(value)
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def _missing(library: str, form: str) -> UsageError:
    return UsageError(f"{form} needs {library}, which is not installed", "pip install 'jiannuo[export]'")
