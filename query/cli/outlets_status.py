"""`jiannuo outlets status`: how well each source is, by its last crawls."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiannuo.clock import CHINA
from jiannuo.errors import UsageError
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import out, print_json, say, text

if TYPE_CHECKING:
    from query.cli.opening import Opened


def command(
    accept: Annotated[
        str, typer.Option("--accept", help="此信源现状即为常态 · what this outlet shows now is normal")
    ] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """信源健康 · Found, fetched, stored and failed at the last crawl, fields read, newest report, alarms."""
    from query.cli.titles import titles
    from query.outlet_health import outlet_health

    have = opened(config)
    if accept:
        _accept(have, accept)
        return
    rows = outlet_health(have.store, titles(have.config), have.clock.now().astimezone(CHINA).date())
    if as_json:
        for row in rows:
            print_json(row)
    else:
        _show(rows)


def _accept(have: "Opened", name: str) -> None:
    from jiannuo.store.alarms import clear_alarm

    if not clear_alarm(have.store, name, have.clock.now(), accepted=True):
        raise UsageError(f"{name} has no open alarm", "see them with: jiannuo outlets status")
    say(f"{name}: 以现状为常态 · what it shows now counts as normal")


def _show(rows: list[dict[str, Any]]) -> None:
    from rich.table import Table

    from jiannuo.locale import wording

    words = wording("zh")
    table = Table(
        "信源",
        "最近巡查",
        "发现",
        "抓取",
        "入库",
        "失败",
        "最新报道",
        "状况",
        title="信源健康 · source health",
    )
    for row in rows:
        last, alarm = row["last"], row["alarm"]
        state = f"{words('symptom.' + alarm['symptom'])}（{alarm['detail']}）" if alarm else "正常 · well"
        name = text(f"{row['title']} {row['outlet']}")
        if last is None:
            table.add_row(
                name, "从未", "", "", "", "", "", text(state if alarm else "未巡查 · not looked at")
            )
            continue
        failed = "、".join(f"{end} {count}" for end, count in last["failed"].items())
        looked = datetime.fromisoformat(last["started_at"]).astimezone(CHINA)
        newest = f"{row['newest']}（{row['newest_age_days']} 天前）" if row["newest"] else ""
        counts = (str(last[key]) for key in ("found", "fetched", "stored"))
        table.add_row(name, f"{looked:%m-%d %H:%M}", *counts, text(failed), newest, text(state))
    out().print(table)
