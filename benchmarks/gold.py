"""What the reader reaches on our own labelled reports, by file, by family and by class of traps.

    python benchmarks/gold.py            a table for people
    python benchmarks/gold.py --floors   what tests/quality/floors.yaml may be raised to, as YAML
    python benchmarks/gold.py --sealed   only the totals of the sealed files; count the look in the README

The reports are those of tests/quality/gold; nothing else is needed. Floors only rise, ceilings only fall: read
tests/quality/README.md before copying a figure.
"""

import json
import sys
from collections.abc import Mapping
from math import floor
from pathlib import Path
from typing import Any

import yaml

from jiannuo.model.finding import Findings
from jiannuo.register.load import load_register
from pipelines.reading.reader import Reader
from query.cli.reports_in import report_of
from query.evaluate.groups import Group, by_group, measures

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests" / "quality" / "gold"
SEALED = yaml.safe_load((GOLD.parent / "floors.yaml").read_text("utf-8"))["sealed"]
MEASURES = ("pair", "progress", "stage", "staged", "figure", "figured")
MONOTONE = ("pair", "progress", "staged", "figured")
Read = list[tuple[dict[str, Any], Findings]]
Groups = Mapping[str, Group]


def main() -> None:
    """Read every report once and tell the scores, or the floors they allow."""
    sealed = "--sealed" in sys.argv
    read = _read(sealed)
    if sealed:
        _table("sealed file", by_group(read, lambda row: [row["file"]]))
        return
    files = by_group(read, lambda row: [row["file"], "all", *(["blind"] if row["file"] != "first" else [])])
    families = by_group(read, lambda row: [name.split(".")[0] for name in row.get("classes", ())])
    classes = by_group(read, lambda row: row.get("classes", ()))
    if "--floors" in sys.argv:
        _floors(files, families, classes)
        return
    for title, groups in (("file", files), ("family", families), ("class", classes)):
        _table(title, groups)


def _read(sealed: bool) -> Read:
    reader = Reader(load_register(ROOT / "register" / "chongqing-2021.yaml"))
    rows = [
        json.loads(line) | {"file": file.stem}
        for file in sorted(GOLD.glob("*.jsonl"))
        if (file.stem in SEALED) is sealed
        for line in file.read_text("utf-8").splitlines()
    ]
    return [(row, reader.read(report_of(row))) for row in rows]


def _table(title: str, groups: Groups) -> None:
    print(f"\n{title:22} reports {' '.join(f'{name:>8}' for name in MEASURES)}  look-alikes hit  traps")
    for name, group in sorted(groups.items()):
        has, score = measures(group), group.score
        cells = " ".join(f"{has[key]:8.3f}" if key in has else f"{'–':>8}" for key in MEASURES)
        hit = f"{score.unlabelled_hit}/{score.unlabelled}"
        print(f"{name:22} {score.reports:7} {cells} {hit:>16} {score.traps:>6}")


def _floors(files: Groups, families: Groups, classes: Groups) -> None:
    for title, groups in (("files", files), ("families", families)):
        print(f"{title}:")
        for name, group in sorted(groups.items()):
            keys = MEASURES if name == "first" else MONOTONE
            said = {key: floor(v * 1000) / 1000 for key, v in measures(group).items() if key in keys}
            if said:
                print(f"  {name}: {_flat(said)}")
    hit = {name: group.score.unlabelled_hit for name, group in sorted(classes.items())}
    traps = {name: group.score.traps for name, group in sorted(classes.items())}
    print(f"look_alikes: {_flat({name: n for name, n in hit.items() if n})}")
    print(f"traps: {_flat({name: n for name, n in traps.items() if n})}")


def _flat(said: Mapping[str, float]) -> str:
    return json.dumps(said, ensure_ascii=False).replace('"', "")


if __name__ == "__main__":
    main()
