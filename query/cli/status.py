"""`jiannuo status`: is everything well? Exit code 0 when it is, 8 when something wants attention."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import typer

from jiannuo.clock import CHINA
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import out, print_json, text

if TYPE_CHECKING:
    from rich.table import Table

    from jiannuo.model.worker import Worker
    from jiannuo.store.runs import Run
    from query.cli.opening import Opened

ATTENTION = 8


def command(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """运行状况 · What the database holds, how each outlet fared last, and what waits to be mailed.

    Exit code 0: all is well. 8: something wants attention; each is one line. Others as everywhere (2 to 5).
    """
    have = opened(config)
    report = _gather(have)
    if as_json:
        print_json(report)
    else:
        _show(report)
    if report["attention"]:
        raise typer.Exit(ATTENTION)


def _gather(have: "Opened") -> dict[str, Any]:
    from jiannuo.lock import holder
    from jiannuo.store.asking import counts
    from jiannuo.store.clock import clock_of
    from jiannuo.store.deliveries import outbox_state
    from jiannuo.store.migrate import schema_version
    from jiannuo.store.runs import last_runs
    from jiannuo.store.workers import all_workers
    from query.attention import attention
    from query.cli.titles import titles
    from scheduler.due import due_outlets

    runs = last_runs(have.store)
    held = asdict(counts(have.store))
    now, workers = clock_of(have.store).now(), all_workers(have.store)
    followed = titles(have.config)
    interval = timedelta(minutes=have.config.settings.crawl.interval_minutes)
    oldest, daemon = outbox_state(have.store).oldest_waiting, holder(have.store)
    return {
        "database": have.store.engine.url.render_as_string(hide_password=True),
        "schema": schema_version(have.store),
        "register": {"id": have.register.id, "version": have.register.version[:12]},
        "commitments": len(have.register.commitments),
        "holds": held,
        "outlets": [_outlet(run, followed) for run in runs.values()],
        "due": due_outlets(list(followed), runs, now, interval),
        "mail_waiting_since": oldest.isoformat() if oldest else None,
        "daemon": {
            "running": daemon is not None,
            "pid": int(daemon) if daemon and daemon.isdigit() else None,
        },
        "workers": [_worker(one, now) for one in workers],
        "attention": [*attention(have.store, runs, now), *_nobody_crawls(have, workers, now)],
    }


def _worker(worker: "Worker", now: datetime) -> dict[str, Any]:
    document = {**asdict(worker), "kind": worker.kind.value, "alive": worker.alive(now)}
    return {**document, **{name: document[name].isoformat() for name in ("started_at", "seen_at", "lost_at")}}


def _nobody_crawls(have: "Opened", workers: "list[Worker]", now: datetime) -> list[str]:
    if not have.config.settings.workers.crawl:
        return []
    alive = any(one.kind.value == "crawl" and one.alive(now) for one in workers)
    return [] if alive else ["no crawl worker is running: start jiannuo worker on some machine"]


def _outlet(run: "Run", followed: dict[str, str]) -> dict[str, Any]:
    document = {**asdict(run), "title": followed.get(run.outlet, run.outlet)}
    document["started_at"] = run.started_at.isoformat()
    document["finished_at"] = run.finished_at.isoformat() if run.finished_at else None
    return document


def _show(report: dict[str, Any]) -> None:
    from rich.table import Table

    out().print(text(f"数据库 · database: {report['database']}  schema {report['schema']}"), soft_wrap=True)
    out().print(text(f"台账 · register: {report['register']['id']} ({report['commitments']} 项)"))
    runs_as = (
        f"运行中 · running, pid {report['daemon']['pid']}"
        if report["daemon"]["running"]
        else "未运行 · not running"
    )
    out().print(text(f"守护进程 · daemon: {runs_as}"))
    held = {key: value for key, value in report["holds"].items() if key != "deliveries"}
    out().print(text("存量 · holds: " + ", ".join(f"{key} {value}" for key, value in held.items())))
    sent = ", ".join(f"{state} {number}" for state, number in report["holds"]["deliveries"].items())
    out().print(text(f"邮件 · mail: {sent or '无'}"))
    table = Table("信源", "最近巡查", "状态", "发现", "结果", title="信源 · outlets")
    table.columns[0].overflow = "fold"
    for run in report["outlets"]:
        ends = ", ".join(f"{name} {count}" for name, count in sorted(run["outcomes"].items()))
        name = run["outlet"] if run["title"] == run["outlet"] else f"{run['title']} {run['outlet']}"
        looked = datetime.fromisoformat(run["started_at"]).astimezone(CHINA)
        table.add_row(text(name), f"{looked:%m-%d %H:%M}", run["status"], str(run["found"]), text(ends))
    out().print(table)
    if report["workers"]:
        out().print(_workers(report["workers"]))
    if report["due"]:
        out().print(text(f"待巡查 · due: {'、'.join(report['due'])}"))
    for line in report["attention"]:
        out().print(text(f"注意 · attention: {line}"), style="yellow")
    if not report["attention"]:
        out().print("一切正常 · all is well", style="green")


def _workers(workers: list[dict[str, Any]]) -> "Table":
    from rich.table import Table

    table = Table("进程", "主机", "类别", "正在", "最近报到", title="工作进程 · workers")
    table.columns[0].overflow = table.columns[3].overflow = "fold"
    for one in workers:
        seen = datetime.fromisoformat(one["seen_at"]).astimezone(CHINA)
        when = f"{seen:%m-%d %H:%M:%S}" if one["alive"] else f"{seen:%m-%d %H:%M:%S} 失联 · lost"
        doing = "、".join(one["doing"]) or "待命 · idle"
        table.add_row(text(one["name"]), text(one["machine"]), one["kind"], text(doing), when)
    return table
