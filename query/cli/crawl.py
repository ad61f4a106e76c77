"""`jiannuo crawl`: look at outlets now, each in its own bounded process."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiannuo.errors import CrawlError, UsageError
from query.cli.days import day
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import err, out, print_json, progress, text

if TYPE_CHECKING:
    from datetime import date

    from scheduler.children import CrawlResult


_NO_GAIN = ("known", "too_old", "deferred", "unchanged")


def command(
    outlets: Annotated[
        list[str] | None, typer.Argument(help="信源名，缺省为全部 · names; default: all followed")
    ] = None,
    since: Annotated[str, typer.Option(help="回溯起日 · back-fill from this day, e.g. 2022-01-01")] = "",
    until: Annotated[str, typer.Option(help="回溯止日 · back-fill up to this day; default: today")] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """立即抓取 · Crawl the named outlets (or all that are followed) and read what is new.

    With --since it goes back day by day, in rounds; cut off, it goes on where it stood when called again.
    """
    from scheduler.children import crawl_many

    have = opened(config)
    first, last = _days(since, until)
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
            ended = event.get("event") == "outcome"
            bar.update(task, advance=1 if ended else 0, description=f"抓取 · crawling {event['outlet']}")

        left = names
        while left:
            again = []
            for result in crawl_many(
                have.config, have.store, left, have.clock, since=first, until=last, on_event=show
            ):
                _tell(result, as_json)
                if first and goes_on(result):
                    again.append(result.outlet)
                else:
                    results.append(result)
            left = again
    if any(result.status != "finished" for result in results):
        raise CrawlError("not every crawl ran to its end", "see the lines above, and jiannuo status")


def _days(since: str, until: str) -> "tuple[date | None, date | None]":
    first, last = day(since), day(until)
    if last and not first:
        raise UsageError("--until needs --since", "say from which day to go on")
    if first and last and last < first:
        raise UsageError(f"--until {until} lies before --since {since}", "turn them round")
    return first, last


def goes_on(result: "CrawlResult") -> bool:
    """Whether a back-fill needs another round: something was left, and this round brought something."""
    brought = sum(count for name, count in result.outcomes.items() if name not in _NO_GAIN)
    cut_off = result.message == "closespider_timeout" or result.status == "killed"
    left = bool(result.outcomes.get("deferred") or result.lists.get("left") or cut_off)
    return left and brought > 0


def _names(have: Any, wanted: list[str]) -> list[str]:
    from crawler.outlets import followed, outlets_of

    if not wanted:
        return [outlet.name for outlet in followed(have.config.settings, have.config.folder)]
    known = outlets_of(have.config)
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
