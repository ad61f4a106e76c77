"""`jiannuo demo`: the whole road on the sample web, and what it found."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiannuo.clock import SystemClock
from query.cli.output import err, out, print_json, progress, text
from query.cli.terms import chinese

if TYPE_CHECKING:
    from jiannuo.model.standing import Standing
    from query.demo.run import Outcome


def command(
    folder: Annotated[Path, typer.Option(help="数据目录 · where everything is written")] = Path("demo-data"),
    serve: Annotated[
        bool, typer.Option("--serve", help="只开样例网站 · only serve the sample web, until Ctrl-C")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · machine-readable output")] = False,
) -> None:
    """样例全程 · Crawl the sample web, read it, store it, build a digest and deliver it."""
    if serve:
        _serve(folder.absolute())
        return
    from query.demo.run import Demo

    with progress() as bar:
        task = bar.add_task("抓取与判读 · crawling and reading", total=None)

        def show(label: str, done: int, total: int) -> None:
            bar.update(task, description=_LABELS[label], completed=done, total=total)

        outcome = Demo(folder.absolute(), SystemClock(), show).run()
    standings = _standings(outcome.database)
    if as_json:
        print_json(_document(outcome, standings))
    else:
        _show(outcome, standings)


def _serve(folder: Path) -> None:
    """Serve the sample web and say how to try it, until interrupted."""
    import contextlib
    import threading

    from jiannuo.clock import CHINA
    from query.demo.serve import ServedWeb

    with ServedWeb(folder, SystemClock().now().astimezone(CHINA).date()) as web:
        out().print("样例网站已开，Ctrl-C 关闭 · the sample web is up, Ctrl-C ends it; try · 试试：")
        for column in web.columns():
            line = f"  jiannuo outlets add {column} --name try-it --dry-run --config {web.file}"
            out().print(text(line), soft_wrap=True)
        for line in ("outlets check kjj", "crawl kjj --since 2022-01-01"):
            out().print(text(f"  jiannuo {line} --config {web.file}"), soft_wrap=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


_LABELS = {"crawl": "抓取与判读 · crawling and reading", "digest": "简报 · digest"}


def _standings(database: Path) -> "list[tuple[str, Standing]]":
    """Every commitment with progress, most advanced evidence first by id."""
    from jiannuo.clock import SystemClock
    from jiannuo.config.load import shipped_folder
    from jiannuo.register.load import load_register
    from jiannuo.store.engine import Store
    from query.board import board

    register = load_register(shipped_folder("register") / "chongqing-2021.yaml")
    store = Store(f"sqlite:///{database}")
    try:
        every = board(store, register, now=SystemClock().now())
        return [(entry.name, found) for entry, found in every if found.last is not None]
    finally:
        store.close()


def _show(outcome: "Outcome", standings: "list[tuple[str, Standing]]") -> None:
    if outcome.new:
        _table(standings)
    else:
        out().print("没有新报道 · nothing new: every report was known already")
    counts = ", ".join(f"{name} {count}" for name, count in sorted(outcome.outcomes.items()))
    out().print(text(f"网页 · pages: {outcome.found} found = {counts}"))
    sent = ", ".join(f"{name} {count}" for name, count in sorted(outcome.states.items())) or "0"
    out().print(text(f"邮件 · mail handed over in this run: {sent}"))
    for label, path in (("简报 · digest", outcome.digest_html), ("数据库 · database", outcome.database)):
        if path:
            out().print(text(f"{label}: {path}"), soft_wrap=True)
    for mail in outcome.mails[-3:]:
        out().print(text(f"已收邮件 · delivered: {mail}"), soft_wrap=True)
    config = outcome.folder / "config.yaml"
    out().print("接下来 · try next:")
    for line in ("show A07", "search 金凤实验室 投用", "status", "digest --preview --since 2020-01-01"):
        out().print(text(f"  jiannuo {line} --config {config}"), soft_wrap=True)
    err().print("样例文字皆为虚构 · all sample texts are invented", style="dim")


def _table(standings: "list[tuple[str, Standing]]") -> None:
    from rich.table import Table

    table = Table(title="进展 · progress")
    for column, width in (("承诺", 16), ("阶段", 12), ("最新读数", 14), ("信源", 14)):
        table.add_column(column, max_width=width)
    table.add_column("依据", ratio=1)
    for name, one in standings:
        reading = one.reading
        table.add_row(
            text(f"{one.commitment} {name}"),
            f"{chinese(one.before)} → {chinese(one.stage)}",
            text(f"{reading.measure} {reading.qualifier}{reading.quote.text}" if reading else ""),
            text("、".join(one.outlets)),
            text(one.last.evidence[0].text if one.last and one.last.evidence else ""),
        )
    out().print(table)


def _document(outcome: "Outcome", standings: "list[tuple[str, Standing]]") -> dict[str, Any]:
    return {
        "new": outcome.new,
        "found": outcome.found,
        "outcomes": dict(outcome.outcomes),
        "mail": dict(outcome.states),
        "digest": str(outcome.digest_html) if outcome.digest_html else None,
        "database": str(outcome.database),
        "config": str(outcome.folder / "config.yaml"),
        "mails": [str(mail) for mail in outcome.mails],
        "progress": [
            {
                "commitment": one.commitment,
                "name": name,
                "before": one.before.value,
                "stage": one.stage.value,
                "since": one.since.iso() if one.since else None,
                "outlets": list(one.outlets),
                "evidence": one.last.evidence[0].text if one.last and one.last.evidence else "",
            }
            for name, one in standings
        ],
    }
