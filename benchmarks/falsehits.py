"""False alarms of the reader on daily news that has nothing to do with the register.

    python benchmarks/falsehits.py [SHOW]         (SHOW lists that many of the wrong matches; 0 by default)

On texts that name neither the register's home nor a part of it: no progress, and at most one mention in 2,000.
On texts that mention a look-alike: at most 2 in 100 with any match. Texts are background-cctv.jsonl.gz and
hard-negatives-cctv.jsonl.gz in ../shared/real.
"""

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jiannuo.model.finding import Findings
from jiannuo.model.report import Report
from jiannuo.model.vocabulary import Verdict
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from pipelines.reading.gate import place_inside
from pipelines.reading.knowledge import gazetteer
from pipelines.reading.reader import Reader

ROOT = Path(__file__).parent.parent
REGISTER = ROOT / "register" / "chongqing-2021.yaml"
REAL = ROOT.parent / "shared" / "real"
BACKGROUND, LOOK_ALIKES = REAL / "background-cctv.jsonl.gz", REAL / "hard-negatives-cctv.jsonl.gz"
TEXTS_PER_MENTION = 2000
SHARE_HIT = 0.02


def main() -> None:
    """Read every text, print the counts beside what was asked; the exit code is 1 where one is missed."""
    if not BACKGROUND.is_file() or not LOOK_ALIKES.is_file():
        sys.exit(
            f"SKIPPED: {BACKGROUND.name} and {LOOK_ALIKES.name} are not in {REAL}; this measures with them"
        )
    show = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    register = load_register(REGISTER)
    reader = Reader(register)
    home = [word for word, place in gazetteer().names.items() if place_inside(place, (register.place,))]
    far = [row for row in _rows(BACKGROUND) if not any(word in _whole(row) for word in home)]
    wrong = _told(reader, far)
    progress = sum(_progress(found) for _, found in wrong)
    allowed = len(far) / TEXTS_PER_MENTION
    print(f"{len(far)} texts that do not name home: {progress} with progress (asked: 0),")
    print(f"  {len(wrong)} with any match (asked: at most {allowed:.1f}, one in {TEXTS_PER_MENTION})")
    alike = list(_rows(LOOK_ALIKES))
    hit = _told(reader, alike)
    print(f"{len(alike)} texts with a look-alike: {len(hit)} with any match (asked: at most {SHARE_HIT:.0%})")
    for row, found in (*wrong, *hit)[:show]:
        for match in found.matches:
            print(f"  {row['id']} {match.commitment} {match.verdict.value}: {match.evidence[0].text[:90]}")
    sys.exit(int(progress > 0 or len(wrong) > allowed or len(hit) > SHARE_HIT * len(alike)))


def _told(reader: Reader, rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], Findings]]:
    read = ((row, reader.read(_report(row))) for row in rows)
    return [(row, found) for row, found in read if found.matches]


def _progress(found: Findings) -> bool:
    return any(match.verdict is Verdict.PROGRESS for match in found.matches)


def _whole(row: dict[str, Any]) -> str:
    return f"{row.get('title') or ''}\n{row['text']}"


def _report(row: dict[str, Any]) -> Report:
    published = parse_when(row["published"]) if row.get("published") else None
    return Report(row.get("url") or "", "x", row.get("title") or "", row["text"], published)


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt", "utf-8") as stream:
        yield from map(json.loads, stream)


if __name__ == "__main__":
    main()
