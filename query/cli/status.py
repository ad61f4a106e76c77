"""`jiannuo status`: is everything well? Exit code 0 when it is, 8 when something wants attention."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import out, print_json, text

if TYPE_CHECKING:
    from jiannuo.store.runs import Run
    from query.cli.opening import Opened

ATTENTION = 8


def command(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """运行状况 · What the database holds, how each outlet fared last, and what waits to be mailed."""
    have = opened(config)
    report = _gather(have)
    if as_json:
        print_json(report)
    else:
        _show(report)
    if report["attention"]:
        raise typer.Exit(ATTENTION)


def _gather(have: "Opened") -> dict[str, Any]:
    from jiannuo.store.asking import counts
    from jiannuo.store.migrate import schema_version
    from jiannuo.store.runs import last_runs

    runs = last_runs(have.store)
    held = asdict(counts(have.store))
    return {
        "database": have.store.engine.url.render_as_string(hide_password=True),
        "schema": schema_version(have.store),
        "register": {"id": have.register.id, "version": have.register.version[:12]},
        "commitments": len(have.register.commitments),
        "holds": held,
        "outlets": [_outlet(run) for run in runs.values()],
        "attention": [*_troubled(runs), *_mail_trouble(held["deliveries"])],
    }


def _outlet(run: "Run") -> dict[str, Any]:
    document = asdict(run)
    document["started_at"] = run.started_at.isoformat()
    document["finished_at"] = run.finished_at.isoformat() if run.finished_at else None
    return document


def _troubled(runs: "dict[str, Run]") -> list[str]:
    found = []
    for run in runs.values():
        if run.status in ("failed", "killed"):
            found.append(f"{run.outlet}: last crawl {run.status} {run.message}".rstrip())
        elif run.status == "finished" and not run.found and not run.lists.get("unchanged"):
            found.append(f"{run.outlet}: last crawl found nothing ({run.lists})")
    return found


def _mail_trouble(states: dict[str, int]) -> list[str]:
    return [
        f"mail {state}: {states[state]}"
        for state in ("failed", "ambiguous", "suppressed")
        if states.get(state)
    ]


def _show(report: dict[str, Any]) -> None:
    from rich.table import Table

    out().print(text(f"数据库 · database: {report['database']}  schema {report['schema']}"), soft_wrap=True)
    out().print(text(f"台账 · register: {report['register']['id']} ({report['commitments']} 项)"))
    held = {key: value for key, value in report["holds"].items() if value != {}}
    out().print(text("存量 · holds: " + ", ".join(f"{key} {value}" for key, value in held.items())))
    table = Table("信源", "最近巡查", "状态", "发现", "结果", title="信源 · outlets")
    for run in report["outlets"]:
        ends = ", ".join(f"{name} {count}" for name, count in sorted(run["outcomes"].items()))
        table.add_row(
            text(run["outlet"]), run["started_at"][:16], run["status"], str(run["found"]), text(ends)
        )
    out().print(table)
    for line in report["attention"]:
        out().print(text(f"注意 · attention: {line}"), style="yellow")
    if not report["attention"]:
        out().print("一切正常 · all is well", style="green")
