"""`jiannuo ingest`: files through the same stages as crawled pages."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiannuo.errors import InputError
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import err, out, print_json, progress, text

if TYPE_CHECKING:
    from jiannuo.model.dossier import Dossier
    from pipelines.road import Road
    from query.ingest.readers import Desk, Read

_AT_ONCE = 100


def command(
    paths: Annotated[
        list[Path], typer.Argument(help="文件或目录 · .jsonl .html .warc .xml .rss (.gz), or folders")
    ],
    outlet: Annotated[str, typer.Option(help="记作哪个信源 · count them as this outlet's")] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """读入文件 · Read reports from files, match them and store what they show."""
    from crawler.outlets import outlets_of
    from pipelines.road import Road
    from query.ingest.readers import Desk, files_in

    have = opened(config)
    files = files_in(paths)
    desk = Desk(outlets_of(have.config), have.clock.now(), outlet)
    road = Road(have.store, have.register, have.clock)
    tally: Counter[str] = Counter()
    with progress() as bar:
        task = bar.add_task("读入 · reading", total=None)
        for batch in _batches(_reads(files, desk, tally), _AT_ONCE):
            _store(road, batch, desk, tally)
            bar.update(task, completed=sum(tally.values()))
    _tell(tally, len(files), as_json)
    if tally["failed"]:
        raise typer.Exit(InputError.exit_code)


def _reads(files: list[Path], desk: "Desk", tally: "Counter[str]") -> "Iterator[Read]":
    """Every report; what is wrong is told at once and counted as failed."""
    from query.ingest.readers import read_file

    for file in files:
        try:
            for read in read_file(file, desk):
                if read.report is not None:
                    yield read
                else:
                    tally["failed"] += 1
                    err().print(text(f"{read.place}: {read.fault}; skipped"), soft_wrap=True)
        except InputError as problem:
            tally["failed"] += 1
            err().print(text(f"{problem}; skipped"), soft_wrap=True)


def _store(road: "Road", batch: "list[Read]", desk: "Desk", tally: "Counter[str]") -> None:
    for outcome in road.travel_all([_dossier(read, desk) for read in batch]):
        tally[outcome.value] += 1


def _dossier(read: "Read", desk: "Desk") -> "Dossier":
    from jiannuo.model.dossier import Dossier

    if read.report is None:
        raise ValueError("only reports travel")
    outlet = read.outlet
    if outlet is None:  # of an outlet that nobody described: it is kept and read, but corroborates nothing
        return Dossier(report=read.report, detected_at=desk.now, standing=False)
    return Dossier(
        report=read.report, detected_at=desk.now, outlet_place=outlet.place, outlet_title=outlet.title
    )


def _batches(reads: "Iterable[Read]", size: int) -> "Iterator[list[Read]]":
    iterator = iter(reads)
    while batch := list(islice(iterator, size)):
        yield batch


def _tell(tally: "Counter[str]", files: int, as_json: bool) -> None:
    total = sum(tally.values())
    if as_json:
        print_json({"files": files, "inputs": total, "outcomes": dict(tally)})
        return
    counts = ", ".join(f"{name} {count}" for name, count in sorted(tally.items())) or "0"
    out().print(text(f"文件 · files {files}, 输入 · inputs {total} = {counts}"))
