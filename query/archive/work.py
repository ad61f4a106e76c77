"""The work on one partition, alike on every engine: read it, write what was found, and say that it is done."""

import json
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from jiannuo.failpoints import reach
from pipelines.clean import clean
from pipelines.save import SHORTEST_BODY
from query.archive.inputs import inputs
from query.archive.layout import done_file, part_file
from query.archive.partitions import Partition
from query.archive.plan import Bench, Plan, bench_of
from query.archive.rows import Found, rows_of
from query.archive.tables import TABLES
from query.export.forms import Parquet
from query.export.table import Row
from query.export.whole_file import whole_file
from query.ingest.readers import Read

_FAULTS = 20


class Ending(StrEnum):
    """How an input ended; the counts of a partition sum to its inputs."""

    TOUCHES = "touches"
    NOTHING = "nothing"
    NO_TEXT = "no_text"
    LEFT_OUT = "left_out"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a partition; ``faults`` are the first that were met."""

    number: int
    counts: dict[str, int]
    faults: tuple[str, ...]


def work(plan: Plan, partition: Partition) -> Done:
    """Read a partition and write its part of every table; nothing is done when it is done already.

    Every file is renamed into its place whole, the one that says "done" last: work that is broken off, or done by two
    at once, leaves the same bytes as work that was not.
    """
    if (known := done_already(plan.output, partition.number)) is not None:
        return known
    rows, counts, faults = read_partition(plan, partition)
    for shape in TABLES:
        with whole_file(part_file(plan.output, shape.name, partition.number)) as file:
            form = Parquet(file, shape)
            form.add(rows[shape.name])
            form.end()
        reach("archive.part_written")
    done = Done(partition.number, dict(sorted(counts.items())), tuple(faults))
    with whole_file(done_file(plan.output, partition.number)) as file:
        told = {
            "counts": done.counts,
            "faults": done.faults,
            "partition": partition.name,
            "start": partition.start,
        }
        file.write(json.dumps(told, ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return done


def read_partition(plan: Plan, partition: Partition) -> tuple[dict[str, list[Row]], Counter[str], list[str]]:
    """Only the reading: the rows of every table, how the inputs ended, and the first faults."""
    bench = bench_of(plan)
    rows: dict[str, list[Row]] = {shape.name: [] for shape in TABLES}
    counts: Counter[str] = Counter()
    faults: list[str] = []
    for read in inputs(partition, bench.desk):
        ending, found, fault = _ended(bench, read)
        counts[ending.value] += 1
        if found is not None:
            for name, more in rows_of(found, bench.names).items():
                rows[name] += more
        if fault and len(faults) < _FAULTS:
            faults.append(fault)
    return rows, counts, faults


def done_already(output: str | Path, number: int) -> Done | None:
    """What became of this partition earlier; None when it is not done."""
    try:
        told = json.loads(done_file(output, number).read_bytes())
    except FileNotFoundError:
        return None
    return Done(number, told["counts"], tuple(told["faults"]))


def _ended(bench: Bench, read: Read | None) -> tuple[Ending, Found | None, str]:
    if read is None:
        return Ending.LEFT_OUT, None, ""
    if read.report is None:
        return Ending.FAILED, None, f"{read.place}: {read.fault}"
    try:
        report = clean(read.report)
        if len(report.body.strip()) < SHORTEST_BODY:
            return Ending.NO_TEXT, None, ""
        findings = bench.reader.read(report, outlet_place=read.outlet.place if read.outlet else None)
    except Exception as problem:  # noqa: BLE001 (one text among millions must not keep the others back)
        return Ending.FAILED, None, f"{read.place}: cannot be read ({type(problem).__name__}: {problem})"
    if not findings.matches:
        return Ending.NOTHING, None, ""
    return Ending.TOUCHES, Found(read, report, findings), ""
