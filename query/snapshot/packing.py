"""A folder as a zip file whose bytes depend on nothing but what is in it."""

import shutil
import zipfile
from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say


def pack(folder: Path, target: Path) -> None:
    """Write all files of ``folder`` in the order of their names."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    with zipfile.ZipFile(target, "w") as packed:
        for file in files:
            head = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _EPOCH)
            head.compress_type = zipfile.ZIP_DEFLATED
            head.external_attr = 0o644 << 16
            head.create_system = 3
            head.file_size = file.stat().st_size
            with file.open("rb") as given, packed.open(head, "w") as taken:
                shutil.copyfileobj(given, taken, 1 << 20)
