"""Whether a snapshot is what it says: every file as it was, none missing, none added, and the right identifier."""

import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol

from jiannuo.errors import InputError
from query.snapshot.descriptor import NAME, identity
from query.snapshot.files import Written, measured
from query.snapshot.making import SUMS

_LONGEST = 10_000_000  # bytes of a list of files


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found; sound when ``faults`` is empty."""

    id: str
    title: str
    version: str
    files: int
    bytes: int
    faults: tuple[str, ...]


class _Place(Protocol):
    """Where the files of a snapshot lie."""

    def names(self) -> set[str]: ...

    def open(self, name: str) -> IO[bytes]: ...


def verify(path: Path) -> Verified:
    """Read all of a snapshot, folder or zip file; InputError for what is none at all."""
    with _place(path) as place:
        told = _descriptor(place, path)
        listed = _listed(told, path)
        faults = [*_strangers(place, listed), *_sums(place, listed)]
        files: list[Written] = []
        for one in listed:
            found, fault = _compared(place, one)
            files += [found] if found else []
            faults += [fault] if fault else []
        if identity(listed) != told.get("id"):
            faults.append(f"{NAME}: the identifier is not that of the data it lists")
        size = sum(one.bytes for one in files)
        named = [str(told.get(key, "")) for key in ("id", "title", "version")]
        return Verified(named[0], named[1], named[2], len(files), size, tuple(sorted(faults)))


def _descriptor(place: _Place, path: Path) -> dict[str, Any]:
    if NAME not in place.names():
        raise InputError(f"{path} has no {NAME}", "name a folder or zip file that `jiannuo snapshot` wrote")
    try:
        with place.open(NAME) as file:
            told = json.loads(file.read(_LONGEST))
    except (ValueError, RecursionError) as problem:
        raise InputError(f"{path}: {NAME} cannot be read ({problem})", "get the snapshot anew") from None
    if not isinstance(told, dict):
        raise InputError(f"{path}: {NAME} is no description of data", "get the snapshot anew")
    return told


def _listed(told: dict[str, Any], path: Path) -> list[Written]:
    """The files as they should be; nothing outside of the snapshot is ever opened."""
    try:
        listed = [
            Written(str(one["path"]), int(one["bytes"]), str(one["hash"]).removeprefix("sha256:"))
            for one in told["resources"]
        ]
    except (KeyError, TypeError, ValueError):
        raise InputError(f"{path}: {NAME} lists no files", "get the snapshot anew") from None
    for one in listed:
        inside = PurePosixPath(one.path)
        if inside.is_absolute() or ".." in inside.parts or "\\" in one.path or not inside.parts:
            raise InputError(f"{path}: {NAME} lists {one.path[:80]!r}, which is not in it", "do not use it")
    return listed


def _strangers(place: _Place, listed: list[Written]) -> Iterator[str]:
    known = {NAME, SUMS, *(one.path for one in listed)}
    yield from (f"{name[:200]}: not part of the snapshot" for name in place.names() - known)


def _sums(place: _Place, listed: list[Written]) -> Iterator[str]:
    """The list for sha256sum says the same."""
    if SUMS not in place.names():
        yield f"{SUMS}: missing"
        return
    with place.open(NAME) as file:
        _, own = measured(file)
    wanted = sorted([f"{own}  {NAME}", *(f"{one.sha256}  {one.path}" for one in listed)])
    with place.open(SUMS) as file:
        told = file.read(_LONGEST).decode("utf-8", "replace").splitlines()
    if sorted(told) != wanted:
        yield f"{SUMS}: does not say what {NAME} says"


def _compared(place: _Place, wanted: Written) -> tuple[Written | None, str]:
    if wanted.path not in place.names():
        return None, f"{wanted.path}: missing"
    try:
        with place.open(wanted.path) as file:
            size, digest = measured(file, wanted.bytes)
    except (OSError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error) as problem:
        return None, f"{wanted.path}: cannot be read ({problem})"
    found = Written(wanted.path, size, digest)
    if size != wanted.bytes:
        return found, f"{wanted.path}: not as long as it was"
    return found, "" if digest == wanted.sha256 else f"{wanted.path}: changed"


class _Folder:
    def __init__(self, root: Path) -> None:
        self._root = root
        files = (file for file in root.rglob("*") if file.is_file() or file.is_symlink())
        self._names = {file.relative_to(root).as_posix() for file in files}

    def names(self) -> set[str]:
        return self._names

    def open(self, name: str) -> IO[bytes]:
        file = self._root / name
        if not file.resolve().is_relative_to(self._root.resolve()):
            raise OSError("it leads out of the folder")
        return file.open("rb")


class _Zip:
    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self._names = {one.filename for one in packed.infolist() if not one.is_dir()}

    def names(self) -> set[str]:
        return self._names

    def open(self, name: str) -> IO[bytes]:
        return self._packed.open(name)


@contextmanager
def _place(path: Path) -> Iterator[_Place]:
    if path.is_dir():
        yield _Folder(path)
        return
    try:
        packed = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise InputError(f"there is no snapshot at {path}", "name a folder or a zip file") from None
    except zipfile.BadZipFile:
        raise InputError(f"{path} is no zip file", "name a folder or zip file of a snapshot") from None
    with closing(packed):
        yield _Zip(packed)
