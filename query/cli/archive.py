"""`jiannuo archive`: archives too large to be taken in are read where they lie, and what was found is taken in."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from query.cli.opening import ConfigOption, JsonOption, Opened, opened
from query.cli.output import err, out, print_json, progress, text

if TYPE_CHECKING:
    from query.archive.partitions import Partition
    from query.archive.plan import Plan
    from query.archive.work import Done

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="大型存档 · read large archives, and take in the results",
)
_FAULTS = 20


class Engine(StrEnum):
    """What spreads the work."""

    LOCAL = "local"
    SPARK = "spark"


@app.command()
def read(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="INPUT", help=".jsonl(.gz) .parquet .warc(.gz)，或其目录 · or a folder of them"
        ),
    ],
    output: Annotated[
        Path, typer.Argument(metavar="OUTPUT", help="结果目录 · folder of results; gone on with")
    ],
    engine: Annotated[
        Engine, typer.Option(help="本机进程池或 Spark · processes here, or Spark")
    ] = Engine.LOCAL,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=1024, help="工作进程数，缺省为核数 · processes; default: one a core"),
    ] = None,
    master: Annotated[str, typer.Option(help="Spark 主节点，缺省为本机集群 · Spark's master")] = "",
    partition_mb: Annotated[
        int, typer.Option(min=1, max=4096, help="分片大小 · MB of JSON Lines a partition")
    ] = 16,
    outlet: Annotated[str, typer.Option(help="记作哪个信源 · count them as this outlet's")] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """判读存档 · Read every text of INPUT against the register; matches, progress and readings as Parquet in OUTPUT.

    Run again after a crash: what is done is not done again. The answer does not depend on engine or workers.
    """
    from query.archive.layout import begin, tidy
    from query.archive.partitions import parquet_library, partitions_of

    parquet_library()
    have = opened(config)
    partitions = partitions_of(source, partition_mb * 1024 * 1024)
    begun = begin(output, have.register, outlet, partitions, have.clock.now())
    plan = _plan(have, output, outlet, str(begun["read_at"]))
    many = workers or os.cpu_count() or 1
    counts: Counter[str] = Counter()
    faults: list[str] = []
    with progress() as bar:
        task = bar.add_task("判读 · reading", total=len(partitions))
        for done in _run(plan, partitions, engine, many, master):
            counts.update(done.counts)
            faults += done.faults
            bar.advance(task)
    tidy(output)
    _tell(len(partitions), counts, faults, as_json)


@app.command("import")
def import_(
    output: Annotated[
        Path, typer.Argument(metavar="OUTPUT", help="结果目录 · folder that `archive read` wrote")
    ],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """入库 · Take in the reports that touch a commitment, by the register in use; twice is once."""
    from pipelines.road import Road
    from query.archive.importing import home_coming, take_home
    from query.archive.layout import manifest

    have = opened(config)
    about = manifest(output)
    if about["version"] != have.register.version:
        err().print(
            text("台账已变，按现行台账重读 · the register has changed: read by the one in use"),
            style="yellow",
        )
    road = Road(have.store, have.register, have.clock)
    tally: Counter[str] = Counter()
    with progress() as bar:
        task = bar.add_task("入库 · taking in", total=None)
        for dossiers in home_coming(output, have.clock):
            tally.update(take_home(road, dossiers))
            bar.update(task, completed=tally.total())
    if as_json:
        print_json({"inputs": tally.total(), "outcomes": dict(tally)})
    else:
        out().print(text(f"输入 · inputs {tally.total()} = {_listed(tally)}"))


def _plan(have: Opened, output: Path, outlet: str, read_at: str) -> "Plan":
    from datetime import datetime

    from crawler.outlets import outlets_of
    from query.archive.plan import Plan

    key = f"{have.register.version}/{read_at}/{output.absolute()}"
    now = datetime.fromisoformat(read_at)
    return Plan(key, have.register, outlets_of(have.config), now, outlet, str(output.absolute()))


def _run(
    plan: "Plan", partitions: "Sequence[Partition]", engine: Engine, workers: int, master: str
) -> "Iterator[Done]":
    """What is done already, then the rest as it ends."""
    from query.archive.local import run_local
    from query.archive.spark import run_spark
    from query.archive.work import done_already

    left = []
    for partition in partitions:
        if (done := done_already(plan.output, partition.number)) is not None:
            yield done
        else:
            left.append(partition)
    if engine is Engine.SPARK:
        yield from run_spark(plan, left, master or f"local-cluster[{workers},1,1024]")
    else:
        yield from run_local(plan, left, min(workers, max(len(left), 1)))


def _tell(partitions: int, counts: Counter[str], faults: list[str], as_json: bool) -> None:
    if as_json:
        print_json(
            {"partitions": partitions, "inputs": counts.total(), "endings": dict(sorted(counts.items()))}
        )
    else:
        out().print(
            text(f"分片 · partitions {partitions}, 输入 · inputs {counts.total()} = {_listed(counts)}")
        )
    for fault in faults[:_FAULTS]:
        err().print(text(f"{fault}; skipped"), soft_wrap=True)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "0"
