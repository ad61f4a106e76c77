"""`jiannuo db`: a whole database into another, from SQLite to PostgreSQL when it grows, and back."""

import contextlib
from typing import TYPE_CHECKING, Annotated

import typer

from query.cli.opening import JsonOption
from query.cli.output import out, print_json, progress, text

if TYPE_CHECKING:
    from jiannuo.store.copying import Content
    from jiannuo.store.engine import Store

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="数据库 · the database as a whole")


@app.callback()
def _group() -> None:
    """数据库 · The database as a whole."""


@app.command("copy")
def copy(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="数据库网址或 SQLite 文件 · URL or file")],
    target: Annotated[str, typer.Argument(metavar="TARGET", help="空库的网址或新文件 · of an empty one")],
    as_json: JsonOption = False,
) -> None:
    """整库复制 · Copy a database into an empty one, SQLite and PostgreSQL in either direction, proven row by row.

    Stop daemons and workers first. It happens whole or not at all; then name the target in config.yaml.
    """
    from jiannuo.clock import SystemClock
    from jiannuo.errors import UsageError
    from jiannuo.lock import single_instance
    from jiannuo.store.copying import copy_database
    from jiannuo.store.engine import Store

    _demand_there(source)
    with (
        contextlib.closing(Store(_url(source))) as old,
        contextlib.closing(Store(_url(target))) as new,
    ):
        if _same(old, new):
            raise UsageError("source and target are one database", "name another target")
        with single_instance(old), single_instance(new), progress() as bar:
            tasks = {}

            def told(name: str, done: int, total: int) -> None:
                if name not in tasks:
                    tasks[name] = bar.add_task(name, total=total)
                bar.update(tasks[name], completed=done)

            contents = copy_database(old, new, SystemClock().now(), told)
    _tell(contents, as_json)


def _same(one: "Store", other: "Store") -> bool:
    if one.sqlite_file and other.sqlite_file:
        return one.sqlite_file.resolve() == other.sqlite_file.resolve()
    return one.engine.url == other.engine.url


def _url(given: str) -> str:
    return given if "://" in given else f"sqlite:///{given}"


def _demand_there(source: str) -> None:
    """Opening a SQLite file would make it."""
    from pathlib import Path

    from jiannuo.errors import UsageError

    path = source.removeprefix("sqlite:///") if source.startswith("sqlite:///") else source
    if "://" not in path and not Path(path).is_file():
        raise UsageError(f"there is no database at {path}", "name a database's URL or a SQLite file")


def _tell(contents: "dict[str, Content]", as_json: bool) -> None:
    if as_json:
        print_json(
            {name: {"rows": one.rows, "checksum": one.checksum} for name, one in sorted(contents.items())}
        )
        return
    from rich.table import Table

    table = Table("表 · table", "行 · rows", "校验和 · checksum", box=None)
    for name, one in sorted(contents.items()):
        table.add_row(text(name), f"{one.rows:,}", one.checksum[:16])
    out().print(table)
    total = sum(one.rows for one in contents.values())
    out().print(text(f"两库逐表相同 · the same in both, table by table: {total:,} rows"))
