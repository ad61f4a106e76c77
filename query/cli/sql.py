"""`jiannuo sql`: a question in SQL over the views, which can read and nothing else."""

import csv
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiannuo.errors import UsageError
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import err, out, print_json, say, text

if TYPE_CHECKING:
    from jiannuo.store.plain_sql import Answer

_SHOWN = 200


def command(
    question: Annotated[
        str, typer.Argument(help="SELECT 语句，- 为标准输入 · a SELECT statement; - reads standard input")
    ] = "",
    named: Annotated[
        str, typer.Option("--question", help="现成问题的名称 · one of the shipped questions by its name")
    ] = "",
    questions: Annotated[
        bool, typer.Option("--questions", help="列出现成问题 · list the shipped questions")
    ] = False,
    views: Annotated[
        bool, typer.Option("--views", help="列出视图与各列 · list the views and their columns")
    ] = False,
    datasette: Annotated[
        bool, typer.Option("--datasette", help="输出 Datasette 元数据 · print metadata for Datasette")
    ] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="输出 CSV · as CSV, safe for spreadsheets")] = False,
    seconds: Annotated[float, typer.Option(min=0.1, max=86_400, help="时限（秒）· time limit")] = 30.0,
    limit: Annotated[
        int | None,
        typer.Option(min=0, help="至多几行，0 为不限；默认表格 200 行 · at most so many rows, 0: all"),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """以 SQL 提问（只读）· Ask in SQL, read-only; the views v_… are the same on SQLite and PostgreSQL."""
    from jiannuo.store.plain_sql import plain_sql

    if views or questions:
        _list_views(as_json) if views else _list_questions(as_json)
        return
    if datasette:
        _datasette(config)
        return
    if bool(named) == bool(question):
        raise UsageError("no question, or two", "give one SELECT statement, or --question NAME")
    if limit is None:
        limit = 0 if as_json or as_csv else _SHOWN
    with plain_sql(opened(config).store, _statement(question, named), seconds) as answer:
        if as_json or as_csv:
            _json(answer, limit) if as_json else _csv(answer, limit)
        else:
            _table(answer, limit)


def _statement(question: str, named: str) -> str:
    from query.questions.asked import question as shipped

    if named:
        return shipped(named).sql
    return sys.stdin.read() if question == "-" else question


def _rows(answer: "Answer", limit: int) -> Iterator[list[Any]]:
    from query.cells import plain_value

    rows = islice(answer.rows, limit) if limit else answer.rows
    return ([plain_value(value) for value in row] for row in rows)


def _json(answer: "Answer", limit: int) -> None:
    for row in _rows(answer, limit):
        print_json(dict(zip(answer.columns, row, strict=True)))


def _csv(answer: "Answer", limit: int) -> None:
    from query.cells import harmless, legal

    def cell(value: Any) -> Any:
        return harmless(legal(value)) if isinstance(value, str) else value

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([cell(name) for name in answer.columns])
    writer.writerows([cell(value) for value in row] for row in _rows(answer, limit))


def _table(answer: "Answer", limit: int) -> None:
    rows = list(_rows(answer, limit + 1 if limit else 0))
    shown = rows[:limit] if limit else rows
    cells = [["" if value is None else str(value) for value in row] for row in shown]
    if _wide(answer.columns, cells) > out().width and shown:
        _records(answer.columns, cells)
    else:
        _grid(answer.columns, cells)
    if len(shown) < len(rows):
        err().print(
            text(f"只列前 {limit} 行，--limit 0 为全部 · the first {limit} rows; --limit 0 shows all")
        )


def _wide(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> int:
    """How many columns of the terminal a grid with no cell folded would take."""
    from rich.cells import cell_len

    return 1 + sum(3 + max(map(cell_len, column)) for column in zip(columns, *cells, strict=True))


def _grid(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    from rich.table import Table

    table = Table()
    for name in columns:
        table.add_column(text(name), overflow="fold")
    for row in cells:
        table.add_row(*map(text, row))
    out().print(table)


def _records(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """A line for each value, where a row would not fit on one: addresses stay whole and can be copied."""
    wide = max(map(len, columns))
    for number, row in enumerate(cells, 1):
        out().print(text(f"— {number} —"), style="bold")
        for name, value in zip(columns, row, strict=True):
            out().print(text(f"{name:<{wide}}  {value}"), soft_wrap=True)


def _list_views(as_json: bool) -> None:
    from dataclasses import asdict

    from jiannuo.store.views import views

    for view in views():
        if as_json:
            print_json(asdict(view))
            continue
        say(f"{view.name}  {view.zh} · {view.en}")
        for column, meaning in view.columns.items():
            say(f"    {column:<18}{meaning}")


def _list_questions(as_json: bool) -> None:
    from dataclasses import asdict

    from query.questions.asked import questions

    for one in questions():
        if as_json:
            print_json(asdict(one))
        else:
            say(f"{one.name:<24}{one.zh} · {one.en}")


def _datasette(config: Path | None) -> None:
    from query.datasette.metadata import document

    file = opened(config).store.sqlite_file
    if file is None:
        raise UsageError(
            "Datasette opens SQLite files only", "ask PostgreSQL with: jiannuo sql, or take a snapshot"
        )
    sys.stdout.write(document(file.stem))
