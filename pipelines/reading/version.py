"""Which rules the reader reads by: a digest of its code and of its data."""

import hashlib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable


@cache
def reader_version() -> str:
    """A digest that differs whenever a rule, a cue word or a place name differs."""
    digest = hashlib.sha256()
    for name, content in sorted(_files(resources.files("pipelines") / "reading", "")):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _files(folder: Traversable, path: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            found += _files(entry, f"{path}{entry.name}/")
        elif entry.name.endswith((".py", ".yaml")):
            found.append((f"{path}{entry.name}", entry.read_bytes()))
    return found
