"""Files that nobody else may read: databases and their copies hold addresses, tokens and keys."""

import contextlib
import os
from pathlib import Path

MODE = 0o600


def make_private(file: Path) -> None:
    """Create ``file``, empty, for this user alone; one that is there is left as it is.

    SQLite gives its journals the mode of the database. What cannot be created is told by whoever opens it.
    """
    with contextlib.suppress(OSError):
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, MODE))


def open_to_others(file: Path) -> bool:
    """Whether another user of this machine may read or write the file."""
    return bool(file.stat().st_mode & 0o077)
