"""Files that are older than they are kept for: days of the raw archive, copies of mails, copies of the database."""

import re
import shutil
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def old_days(folder: Path, today: date, keep_days: int) -> list[Path]:
    """The folders of days that lie more than ``keep_days`` back."""
    oldest = (today - timedelta(days=keep_days)).isoformat()
    days = [path for path in folder.glob("*-*-*") if path.is_dir() and _DAY.fullmatch(path.name)]
    return sorted(path for path in days if path.name < oldest)


def old_files(folder: Path, patterns: Sequence[str], before: datetime) -> list[Path]:
    """The plain files below these patterns that were last written before then."""
    found = {path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}
    return sorted(path for path in found if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before)


def size_of(paths: Iterable[Path]) -> int:
    """Bytes of all files in these files and folders."""
    files = (file for path in paths for file in ([path] if path.is_file() else path.rglob("*")))
    return sum(file.stat().st_size for file in files if file.is_file())


def remove(paths: Iterable[Path]) -> int:
    """Remove them; how many. What somebody else removed meanwhile is no error."""
    count = 0
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        count += 1
    return count
