"""`jiannuo crawl`: look at outlets now, each in its own bounded process."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiannuo.errors import CrawlError, UsageError
from query.cli.days import day
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import err, out, print_json, progress, text

if TYPE_CHECKING:
    from scheduler.children import CrawlResult


def command(
    outlets: Annotated[
        list[str] | None, typer.Argument(help="信源名，缺省为全部 · names; default: all followed")
    ] = None,
    since: Annotated[str, typer.Option(help="回溯至 · back-fill from this day, e.g. 2022-01-01")] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """立即抓取 · Crawl the named outlets (or all that are followed) and read what is new."""
    from scheduler.children import crawl_many

    have = opened(config)
    names = _names(have, outlets or [])
    if not names:
        err().print(
            "没有启用的信源 · no outlet is enabled: see jiannuo outlets list, and outlets.also in config.yaml"
        )
        return
    results = []
    with progress() as bar:
        task = bar.add_task("抓取 · crawling", total=None)

        def show(event: dict[str, Any]) -> None:
            bar.update(task, advance=1 if event.get("event") == "outcome" else 0)

        for result in crawl_many(have.config, have.store, names, have.clock, since=day(since), on_event=show):
            results.append(result)
            _tell(result, as_json)
    if any(result.status != "finished" for result in results):
        raise CrawlError("not every crawl ran to its end", "see the lines above, and jiannuo status")


def _names(have: Any, wanted: list[str]) -> list[str]:
    from crawler.outlets import followed, load_outlets

    if not wanted:
        return [outlet.name for outlet in followed(have.config.settings, have.config.folder)]
    known = load_outlets(tuple(have.config.path(folder) for folder in have.config.settings.outlets.folders))
    if unknown := [name for name in wanted if name not in known]:
        raise UsageError(f"no outlet named {unknown[0]}", "see them with: jiannuo outlets list")
    return wanted


def _tell(result: "CrawlResult", as_json: bool) -> None:
    if as_json:
        document = {"outlet": result.outlet, "status": result.status, "found": result.found}
        document |= {"outcomes": result.outcomes, "lists": result.lists, "message": result.message}
        print_json({**document, "seconds": round(result.seconds, 1)})
        return
    ends = ", ".join(f"{name} {count}" for name, count in sorted(result.outcomes.items())) or "-"
    line = f"{result.outlet}: {result.status}, found {result.found} = {ends} ({result.seconds:.0f} s) {result.message}"
    out().print(text(line.rstrip()))
