"""Every form gives back what was put in, and nothing that is put in acts."""

import csv
import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from jiannuo.errors import UsageError
from query.export import forms
from query.export.forms import FORMS, Csv, Excel, Form, Jsonl, Parquet
from query.export.table import Rows, Table, at_once, columns
from query.export.whole_file import whole_file
from query.export.written import streamed, written

TABLE = Table(
    "sample",
    "样例",
    "sample",
    columns(
        "title text 标题 · title\nvalue number 数 · value\ncount integer 个 · count\nflow truth 真 · truth"
    ),
    lambda _source, _wanted: at_once([]),
)
TEXTS = (
    "平常文字",
    "=1+1",
    "@SUM(A1)",
    "+1",
    "-1",
    "＝1",
    "\t=1",
    "\r\nSet-Cookie: x",
    'a"b,c',
    "行一\n行二",
    "\x00\x1b[2J\x07\x7f\x9b",
    "\u202eabc\u2066",
    "\u2028\u2029\ufeff",
    "\ufffe\uffff",
    "_x0041_",
    "https://e.example/",
    "<b>&amp;</b>",
    "]]>",
    "x" * 40_000,
)
ROWS = [(text, 1.5, number, number % 2 == 0) for number, text in enumerate(TEXTS)]
XLSX = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def made(form: type[Form], rows: Any = ROWS, *, mark: bool = False) -> bytes:
    return b"".join(streamed(TABLE, at_once(rows), form, mark=mark))


def cells(workbook: bytes) -> list[list[Any]]:
    """The cells of the first sheet, texts as texts."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        sheet = etree.fromstring(packed.read("xl/worksheets/sheet1.xml"))
        kept = (
            etree.fromstring(packed.read("xl/sharedStrings.xml"))
            if "xl/sharedStrings.xml" in packed.namelist()
            else ()
        )
    shared = ["".join(one.itertext()) for one in kept]
    found = []
    for row in sheet.iter(f"{XLSX}row"):
        found.append([])
        for cell in row:
            value = "".join(cell.itertext())
            found[-1].append(shared[int(value)] if cell.get("t") == "s" else value)
    return found


def test_json_lines_give_every_text_back_and_hold_nothing_that_acts() -> None:
    lines = made(Jsonl).decode("utf-8").splitlines()
    assert [json.loads(line)["title"] for line in lines] == list(TEXTS)
    assert json.loads(lines[1]) == {"title": "=1+1", "value": 1.5, "count": 1, "flow": False}
    assert not set("".join(lines)) & set("\x00\x1b\x07\x7f\x9b\u202e\u2066\u2028\ufeff")


def test_no_cell_of_a_csv_file_is_a_formula_and_rows_stay_rows() -> None:
    text = made(Csv).decode("utf-8")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert head == ["title", "value", "count", "flow"]
    assert [row[2] for row in rows] == [str(number) for number in range(len(TEXTS))]
    assert [
        row[0] for row in rows if row[0].lstrip(' "').startswith(("=", "@", "+", "-", "＝", "\t", "\r"))
    ] == []
    assert rows[0] == ["平常文字", "1.5", "0", "1"]
    assert not set(text) & set("\x00\x1b\x07\x7f\x9b\ufeff\ufffe")


def test_a_spreadsheet_knows_the_csv_file_by_its_mark() -> None:
    assert made(Csv, mark=True).startswith(b"\xef\xbb\xbftitle")
    assert made(Csv).startswith(b"title")


def test_parquet_gives_every_text_back_with_its_types() -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="Parquet is NOT tested: pyarrow is not installed")
    table = parquet.read_table(io.BytesIO(made(Parquet)))
    assert table.column("title").to_pylist() == list(TEXTS)
    assert [str(one.type) for one in table.schema] == ["string", "double", "int64", "bool"]
    assert table.schema.field("value").metadata[b"about"] == "数 · value".encode()
    assert parquet.read_table(io.BytesIO(made(Parquet, []))).num_rows == 0


def test_a_workbook_holds_texts_and_no_formula_or_link() -> None:
    pytest.importorskip("xlsxwriter", reason="Excel is NOT tested: XlsxWriter is not installed")
    workbook = made(Excel)
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(part)
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b"<f>" not in sheet
    assert b"hyperlink" not in b"".join(parts.values())
    head, *rows = cells(workbook)
    assert head == ["title", "value", "count", "flow"]
    assert [row[0] for row in rows][1:4] == ["=1+1", "@SUM(A1)", "+1"]
    assert len(rows) == len(TEXTS)
    assert max(len(row[0]) for row in rows) <= 32_767


def test_a_full_sheet_goes_on_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("xlsxwriter", reason="Excel is NOT tested: XlsxWriter is not installed")
    monkeypatch.setattr(forms, "_LAST_ROW", 10)
    with zipfile.ZipFile(io.BytesIO(made(Excel))) as packed:
        assert "xl/worksheets/sheet2.xml" in packed.namelist()


@pytest.mark.parametrize(("suffix", "library"), [("parquet", "pyarrow"), ("xlsx", "xlsxwriter")])
def test_a_missing_library_is_told_with_the_remedy(
    suffix: str, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(UsageError, match=r"pip install 'jiannuo\[export\]'") as refused:
        made(FORMS[suffix])
    assert refused.value.exit_code == 2


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "events.csv"
    target.write_text("old")

    def broken() -> Any:
        yield ROWS[:1]
        raise RuntimeError

    with pytest.raises(RuntimeError), whole_file(target) as file:
        written(file, TABLE, Rows(2, broken()), Csv, done=lambda _count: None)
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["events.csv"]
    with whole_file(target) as file:
        written(file, TABLE, at_once(ROWS), Csv, done=lambda _count: None)
    assert target.read_bytes() == made(Csv)
    assert target.stat().st_mode & 0o777 != 0o600
