"""`jiannuo outlets check`: an outlet's lists and one article, now, field by field, with a verdict on each."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiannuo.errors import UsageError
from query.cli.opening import ConfigOption, JsonOption, Opened, opened
from query.cli.outlets_source import ATTENTION, SavedOption, pages_of
from query.cli.output import out, print_json, say, text

if TYPE_CHECKING:
    from crawler.discovery.checkup import Checkup
    from crawler.outlet import Outlet

_SIGNS = {"good": "✓", "doubtful": "?", "wrong": "✗", "absent": "-"}


def command(
    names: Annotated[
        list[str] | None, typer.Argument(help="信源名，缺省为全部跟踪的 · names; default: all followed")
    ] = None,
    saved: SavedOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """核实信源 · Fetch lists and a sample of outlets, and judge what comes out and from which rule."""
    from crawler.attribution import Atlas
    from crawler.discovery.checkup import check_outlet
    from crawler.outlets import outlets_of
    from jiannuo.clock import CHINA
    from jiannuo.register.queries import search_queries

    have = opened(config)
    outlets = outlets_of(have.config)
    chosen = _chosen(have, outlets, names or [])
    now = have.clock.now()
    asks = any(way.way == "search" for outlet in chosen for way in outlet.ways)
    queries = search_queries(have.register, now.astimezone(CHINA).date())[:1] if asks else ()
    sound = True
    with pages_of(have, saved) as pages:
        for outlet in chosen:
            found = check_outlet(outlet, pages, now, atlas=Atlas(outlets.values()), queries=queries)
            sound = sound and found.sound
            _tell(found, as_json)
    if not sound:
        raise typer.Exit(ATTENTION)


def _chosen(have: Opened, outlets: "dict[str, Outlet]", names: list[str]) -> "list[Outlet]":
    from crawler.outlets import followed

    if unknown := [name for name in names if name not in outlets]:
        raise UsageError(f"no outlet named {unknown[0]}", "see them with: jiannuo outlets list")
    if names:
        return [outlets[name] for name in names]
    return followed(have.config.settings, have.config.folder)


def _tell(found: "Checkup", as_json: bool) -> None:
    if as_json:
        print_json(_document(found))
        return
    from rich.table import Table

    outlet = found.outlet
    table = Table(title=text(f"{outlet.name} {outlet.title}"), title_justify="left")
    table.add_column("", width=1)
    table.add_column("项 · field")
    table.add_column("所得 · what came out", ratio=3)
    table.add_column("规则 · rule", ratio=2)
    for one in found.findings:
        table.add_row(_SIGNS[one.mark.value], one.name, text(one.value), text(one.rule))
    out().print(table)
    if found.sample and found.sample.body:
        say(f"  {found.sample.body[:120]}")
    verdict = "无异常 · nothing wants attention" if found.sound else "需要处理 · something wants attention"
    say(f"{outlet.name}: {verdict}")


def _document(found: "Checkup") -> dict[str, Any]:
    from query.cli.extract import as_document

    return {
        "outlet": found.outlet.name,
        "sound": found.sound,
        "findings": [
            {"field": one.name, "verdict": one.mark.value, "value": one.value, "rule": one.rule}
            for one in found.findings
        ],
        "sample": as_document(found.sample) if found.sample else None,
    }
