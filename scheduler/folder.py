"""Copies as .eml files, for an installation without a mail server."""

import os
from pathlib import Path


def write_copy(folder: Path, delivery_id: int, data: bytes) -> Path:
    """Write the copy under a name of its own; after a crash the same name is written with the same bytes.

    The file appears whole or not at all, and is on the disk when this returns.
    """
    return _write(folder, f"digest-{delivery_id:06d}.eml", data)


def write_notice(folder: Path, message_id: str, data: bytes) -> Path:
    """Write a mail to the operator, named after its Message-ID: repeated, it is the same file."""
    return _write(folder, f"alarm-{message_id.strip('<>').partition('@')[0][:16]}.eml", data)


def _write(folder: Path, name: str, data: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / name
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
