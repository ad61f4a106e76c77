"""How long `jiannuo register preview` and `jiannuo rematch` take on many stored reports.

    python benchmarks/preview.py [REPORTS]        (100000 by default)

The reports are those of ../shared/real/background-cctv.jsonl.gz, stored over and over under other addresses.
"""

import gzip
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

from jiannuo.model.report import Report
from jiannuo.model.when import parse_when
from jiannuo.register.load import load_register
from jiannuo.store import registers, reports
from jiannuo.store.engine import Store
from jiannuo.store.migrate import migrate

ROOT = Path(__file__).parent.parent
TEXTS = ROOT.parent / "shared" / "real" / "background-cctv.jsonl.gz"
EDITS = {
    "one alias more": ("names: [两江协同创新区, ", "names: [两江协同创新区, 明月湖科创园, "),
    "an alias less": ("names: [两江协同创新区, ", "names: ["),
    "the commonest names change": ("names: [科学城]", "names: [科学城, 重庆]"),
}


def main() -> None:
    """Build the store, then time each edit of the register."""
    if not TEXTS.is_file():
        sys.exit(f"SKIPPED: {TEXTS} is not there; this benchmark measures with it")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "register", folder / "register")
        database = folder / "jiannuo.db"
        (folder / "config.yaml").write_text(
            f"database: sqlite:///{database}\nregister: register/chongqing-2021.yaml\n", "utf-8"
        )
        _fill(database, folder / "register" / "chongqing-2021.yaml", count)
        print(f"{count} stored reports, {database.stat().st_size / 1e6:.0f} MB")
        for title, (old, new) in EDITS.items():
            _time(title, folder, old, new)


def _fill(database: Path, register: Path, count: int) -> None:
    store = Store(f"sqlite:///{database}")
    migrate(store)
    now = datetime.now(UTC)
    with store.write() as connection:
        registers.record_register(connection, load_register(register), now)
        for number, report in enumerate(islice(cycle(_reports()), count)):
            url = f"{report.url}?{number}"
            stored = Report(
                url=url, outlet="x", title=report.title, body=report.body, published=report.published
            )
            reports.insert_report(connection, stored, exact=f"{number:064d}", detected_at=now)
    store.close()


def _reports() -> Iterator[Report]:
    with gzip.open(TEXTS, "rt", "utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            when = parse_when(row["published"]) if row.get("published") else None
            url = row.get("url") or f"https://example.org/{row['id']}"
            yield Report(url=url, outlet="x", title=row.get("title") or "", body=row["text"], published=when)


def _time(title: str, folder: Path, old: str, new: str) -> None:
    text = (folder / "register" / "chongqing-2021.yaml").read_text("utf-8")
    if old not in text:
        sys.exit(f"the register no longer holds {old!r}: give this benchmark another edit")
    changed = folder / "new.yaml"
    changed.write_text(text.replace(old, new, 1), "utf-8")
    command = [
        str(Path(sys.executable).with_name("jiannuo")),
        "register",
        "preview",
        str(changed),
        "--limit",
        "0",
    ]
    started = time.perf_counter()
    done = subprocess.run(
        [*command, "--config", str(folder / "config.yaml")], check=True, capture_output=True, text=True
    )
    print(f"{title}: {time.perf_counter() - started:.1f} s; {done.stdout.strip().splitlines()[-1]}")


if __name__ == "__main__":
    main()
