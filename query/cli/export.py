"""`jiannuo export`: what a filter holds as a file for other programs, or due dates as a calendar."""

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiannuo.errors import UsageError
from query.cli.filtering import Said, everything, takes
from query.cli.opening import ConfigOption, JsonOption, Opened, opened
from query.cli.output import err, print_json, progress, say, text
from query.cli.search import Command, _quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from jiannuo.model.asking import Filter
    from query.export.forms import Form
    from query.export.table import Source, Table, Wanted

__all__ = ["Command", "command"]

_CALENDAR = "calendar"


@takes(*everything("limit", "before"))
def command(
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="事件、读数、报道、承诺、目标、信源或日历 · events, readings, reports, commitments, targets, outlets, calendar",
        ),
    ],
    words: Annotated[
        list[str] | None, typer.Argument(help="检索词，同 search · words, as for `search`")
    ] = None,
    *,
    to: Annotated[
        Path | None, typer.Option("--to", help="文件，略去则为标准输出 · file (default: standard output)")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", help="csv、jsonl、parquet 或 xlsx，默认依文件名 · by the file's name")
    ] = "",
    bom: Annotated[
        bool, typer.Option("--bom", help="CSV 以 BOM 开头，供 Excel 识别 · begin with a BOM, for Excel")
    ] = False,
    texts: Annotated[bool, typer.Option("--texts", help="报道附全文 · reports with whole texts")] = False,
    fold: Annotated[bool, typer.Option("--fold", help="同源报道只计一次 · events of a story once")] = False,
    most: Annotated[int | None, typer.Option(min=1, help="至多几行 · at most so many rows")] = None,
    columns: Annotated[
        bool, typer.Option("--columns", help="只列出各列及含义 · only list the columns")
    ] = False,
    english: Annotated[bool, typer.Option("--english", help="日历用英文 · the calendar in English")] = False,
    said: Said,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """导出 · Export what the filter holds: CSV, JSON Lines, Parquet, Excel; columns in docs/exports.md."""
    from dataclasses import replace

    from query.export.table import Wanted
    from query.export.tables import table_named

    if columns:
        _list(table_named(what), as_json)
        return
    have = opened(config)
    ask = said.filter(have, " ".join(_quoted(word) for word in words or ()))
    if what == _CALENDAR:
        count = _calendar(have, ask, to, "en" if english else "zh")
    else:
        table, chosen = table_named(what), _form(form, to)
        wanted = Wanted(replace(ask, fold_copies=fold), most, texts)
        count = _export(_source(have), table, wanted, chosen, to, bom=bom)
    if as_json and to is not None:
        print_json({"file": str(to), "rows": count, "bytes": to.stat().st_size})
    elif to is not None:
        err().print(text(f"{to}：{count:,} 行 · rows"))


def _export(
    source: "Source", table: "Table", wanted: "Wanted", form: "type[Form]", to: Path | None, *, bom: bool
) -> int:
    from query.export.written import written

    rows = table.rows(source, wanted)
    with _opened_file(to, form) as file, progress() as bar:
        task = bar.add_task(table.name, total=rows.total)
        return written(file, table, rows, form, mark=bom, done=lambda n: bar.update(task, completed=n))


@contextmanager
def _opened_file(to: Path | None, form: "type[Form] | None" = None) -> "Iterator[BinaryIO]":
    from query.export.whole_file import whole_file

    if to is not None:
        if not to.absolute().parent.is_dir():
            raise UsageError(f"there is no folder {to.absolute().parent}", "make it, or name another")
        with whole_file(to) as file:
            yield file
        return
    if form is not None and not form.flows and sys.stdout.isatty():
        raise UsageError(f"a terminal cannot show {form.suffix}", f"write a file: --to FILE.{form.suffix}")
    yield sys.stdout.buffer
    sys.stdout.buffer.flush()


def _form(name: str, to: Path | None) -> "type[Form]":
    from query.export.forms import form_named

    return form_named(name or (to.suffix.lstrip(".").lower() if to and to.suffix else "csv"))


def _source(have: Opened) -> "Source":
    from query.cli.titles import titles
    from query.export.table import Source

    months = have.config.settings.digest.silent_months
    return Source(have.store, have.register, titles(have.config), have.clock.now(), months)


def _calendar(have: Opened, ask: "Filter", to: Path | None, language: str) -> int:
    from jiannuo.locale import wording
    from query.board import lines
    from query.calendar.dues import dues
    from query.calendar.ics import ics

    words, now = wording(language), have.clock.now()
    found = lines(have.store, have.register, ask, now=now)
    root = have.config.settings.web.public_url.rstrip("/")
    entries = dues(have.register, found, words, root)
    with _opened_file(to) as file:
        file.write(ics(f"{words('digest.brand')} · {words('calendar.title')}", entries, now))
    return len(entries)


def _list(table: "Table", as_json: bool) -> None:
    from dataclasses import asdict

    for column in table.columns:
        if as_json:
            print_json({**asdict(column), "kind": column.kind.value})
        else:
            say(f"{column.name:<16}{column.kind.value:<9}{column.about}")
