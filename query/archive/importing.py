"""Results come home: the reports that touch a commitment travel the usual road into the store."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jiannuo.clock import Clock
from jiannuo.errors import InputError
from jiannuo.model.dossier import Dossier
from jiannuo.model.report import Report
from jiannuo.store.reports import unstamp
from pipelines.road import Road
from query.archive.layout import finished, manifest, part_file
from query.archive.partitions import parquet_library

_AT_ONCE = 100


def home_coming(output: Path, clock: Clock) -> Iterator[list[Dossier]]:
    """The reports in a folder of results, as they are taken in, some at a time, in the order of the archive.

    Raises InputError when the reading was not finished, or a part cannot be read.
    """
    count = int(manifest(output)["partitions"])
    if (done := finished(output, count)) < count:
        raise InputError(
            f"only {done} of {count} partitions of {output} are read",
            "run the same `archive read` again: it goes on",
        )
    now = clock.now()
    for number in range(count):
        for rows in _rows(part_file(output, "reports", number)):
            yield [_dossier(row, now) for row in rows]


def take_home(road: Road, dossiers: Sequence[Dossier]) -> list[str]:
    """Store them together; how each ended. What is stored already ends as ``unchanged``."""
    return [outcome.value for outcome in road.travel_all(list(dossiers))]


def _rows(file: Path) -> Iterator[list[dict[str, Any]]]:
    library, wrong = parquet_library()
    try:
        with library.ParquetFile(file) as opened:
            for batch in opened.iter_batches(_AT_ONCE):
                yield batch.to_pylist()
    except (wrong, OSError) as problem:
        raise InputError(
            f"{file} cannot be read ({problem})", "remove it and its 'done', and read again"
        ) from None


def _dossier(row: dict[str, Any], now: Any) -> Dossier:
    report = Report(
        url=row["url"],
        outlet=row["outlet"],
        title=row["title"],
        body=row["text"],
        published=unstamp(row["published_exact"], row["published_precision"]),
        source=row["source"],
        authors=tuple(row["authors"].split("; ")) if row["authors"] else (),
        editor=row["editor"],
        origin=json.loads(row["origin"]),
        warnings=tuple(json.loads(row["warnings"])),
    )
    return Dossier(
        report=report,
        detected_at=now,
        outlet_place=row["outlet_place"],
        outlet_title=row["outlet_title"],
        standing=row["standing"],
    )
