"""Copies as .eml files, for an installation without a mail server."""

import os
from pathlib import Path


def write_copy(folder: Path, delivery_id: int, data: bytes) -> Path:
    """Write the copy under a name of its own; after a crash the same name is written with the same bytes.

    The file appears whole or not at all, and is on the disk when this returns.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"digest-{delivery_id:06d}.eml"
    temporary = target.with_suffix(".part")
    with temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(target)
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return target
