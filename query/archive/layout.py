"""The folder of results: where each part stands, and the manifest that says what was read by which rules."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from jiannuo.errors import InputError, UsageError
from jiannuo.model.commitment import Register
from pipelines.reading.version import reader_version
from query.archive.partitions import Partition
from query.archive.tables import TABLES
from query.export.whole_file import whole_file

MANIFEST = "manifest.json"
_FORM = 1


def part_file(output: str | Path, table: str, number: int) -> Path:
    """Where a partition's part of a table stands."""
    return Path(output) / table / f"part-{number:06d}.parquet"


def done_file(output: str | Path, number: int) -> Path:
    """What says that a partition is done, with its counts."""
    return Path(output) / "done" / f"part-{number:06d}.json"


def begin(
    output: Path, register: Register, outlet: str, partitions: Sequence[Partition], now: datetime
) -> dict[str, Any]:
    """The manifest of a new folder of results, or of one that is gone on with.

    Raises UsageError when the folder holds other things, or was begun on another input or by other rules: results of
    two kinds must never lie in one folder.
    """
    new = _manifest(register, outlet, partitions, now)
    if (output / MANIFEST).exists():
        old = manifest(output)
        if differ := [key for key in new if key != "read_at" and new[key] != old.get(key)]:
            raise UsageError(
                f"{output} was begun with another {', '.join(differ)}",
                "name another folder, or the same input",
            )
        return old
    if output.exists() and any(output.iterdir()):
        raise UsageError(f"{output} is not empty and holds no results", "name an empty folder or a new one")
    for name in (*(shape.name for shape in TABLES), "done"):
        (output / name).mkdir(parents=True, exist_ok=True)
    with whole_file(output / MANIFEST) as file:
        file.write(json.dumps(new, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")
    return new


def manifest(output: Path) -> dict[str, Any]:
    """The manifest of a folder of results; InputError when it has none that can be read."""
    try:
        found = json.loads((output / MANIFEST).read_bytes())
    except (OSError, ValueError) as problem:
        raise InputError(
            f"{output} holds no results of an archive ({problem})",
            "name the OUTPUT of `jiannuo archive read`",
        ) from None
    if not isinstance(found, dict) or found.get("form") != _FORM:
        raise InputError(
            f"{output / MANIFEST} is of another form", "read the archive again with this jiannuo"
        )
    return found


def finished(output: Path, count: int) -> int:
    """How many of ``count`` partitions are done."""
    return sum(done_file(output, number).exists() for number in range(count))


def tidy(output: Path) -> None:
    """Remove what killed workers left half written; only when nobody works in the folder any more."""
    for partial in output.glob("*/.*.partial"):
        partial.unlink(missing_ok=True)


def _manifest(
    register: Register, outlet: str, partitions: Sequence[Partition], now: datetime
) -> dict[str, Any]:
    sizes = {one.name: Path(one.file).stat().st_size for one in partitions}
    return {
        "form": _FORM,
        "register": register.id,
        "version": register.version,
        "reader": reader_version(),
        "outlet": outlet,
        "input": [{"file": name, "bytes": size} for name, size in sorted(sizes.items())],
        "partitions": len(partitions),
        "read_at": now.isoformat(),
    }
