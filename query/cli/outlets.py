"""`jiannuo outlets`: which media and bureaus are known, and which are followed."""

from typing import TYPE_CHECKING

import typer

from jiannuo.errors import UsageError
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.outlets_add import command as add
from query.cli.outlets_check import command as check
from query.cli.outlets_status import command as status
from query.cli.output import out, print_json, text

if TYPE_CHECKING:
    from crawler.outlet import Outlet
    from query.cli.opening import Opened

app = typer.Typer(no_args_is_help=True)
app.command("status")(status)
app.command("add")(add)
app.command("check")(check)


@app.command("list")
def list_(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """列出信源 · List the outlets; those that are followed are marked."""
    from crawler.outlets import followed

    have = opened(config)
    chosen = {outlet.name for outlet in followed(have.config.settings, have.config.folder)}
    outlets = _load(have)
    if as_json:
        for outlet in outlets.values():
            print_json({**outlet.model_dump(mode="json"), "followed": outlet.name in chosen})
        return
    from rich.table import Table

    table = Table("信源", "名称", "级别", "方式", "已核实", "跟踪", title="信源 · outlets")
    for outlet in outlets.values():
        ways = "、".join(way.way for way in outlet.ways)
        marks = ("✓" if outlet.confirmed else "", "✓" if outlet.name in chosen else "")
        table.add_row(outlet.name, text(outlet.title), outlet.level.value, ways, *marks)
    out().print(table)


@app.command("show")
def show(name: str, config: ConfigOption = None) -> None:
    """一个信源的全部规则 · One outlet with all its rules, as JSON."""
    outlets = _load(opened(config))
    if name not in outlets:
        raise UsageError(f"no outlet named {name}", "see them with: jiannuo outlets list")
    print_json(outlets[name].model_dump(mode="json"))


def _load(have: "Opened") -> "dict[str, Outlet]":
    from crawler.outlets import outlets_of

    return outlets_of(have.config)
