"""The raw archive: what was fetched, as it was fetched, in dated WARC files that survive a kill.

``FOLDER/2026-11-24/OUTLET-00001.warc.gz``; the file being written ends in ``.open``. Every record is a
gzip member of its own, so that a file cut off in the middle is whole up to there.
"""

import fcntl
import os
import re
import zlib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from jiannuo.clock import CHINA
from jiannuo.old_files import old_days, remove

OPEN = ".open"
OUTLET, CANONICAL = "Jiannuo-Outlet", "Jiannuo-Canonical"
_GZIP = 16 + zlib.MAX_WBITS
# warcio's own 9 takes three times as long for pages of the press and makes them a twelfth smaller.
_LEVEL = 3
_CHUNK = 1 << 16
_LEFT_OUT = {"transfer-encoding", "content-length"}


class Archive:
    """The archive of one outlet; files are opened when there is something to write."""

    def __init__(self, folder: Path, outlet: str, most_bytes: int) -> None:
        self._folder = folder
        self._outlet = outlet
        self._most_bytes = most_bytes
        self._path: Path | None = None
        self._file: BinaryIO | None = None
        self._name = re.compile(rf"{re.escape(outlet)}-(\d{{5}})\.warc\.gz({re.escape(OPEN)})?")

    def add(
        self,
        url: str,
        status: int,
        headers: Iterable[tuple[str, str]],
        body: bytes,
        at: datetime,
        canonical: str = "",
    ) -> None:
        """Append one answer. Raises OSError when it cannot be written."""
        record = self._record(url, status, headers, body, at, canonical)
        file = self._ready(at.astimezone(CHINA).date())
        file.write(record)
        file.flush()

    def close(self) -> None:
        """Bring what was written to the disk and give the file its final name."""
        file, self._file = self._file, None
        if file is not None and self._path is not None:
            with file:
                os.fsync(file.fileno())
            _finish(self._path)

    def _record(
        self,
        url: str,
        status: int,
        headers: Iterable[tuple[str, str]],
        body: bytes,
        at: datetime,
        canonical: str,
    ) -> bytes:
        kept = [(name, value) for name, value in headers if name.lower() not in _LEFT_OUT]
        kept.append(("Content-Length", str(len(body))))
        about = {"WARC-Date": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", OUTLET: self._outlet}
        if canonical:
            about[CANONICAL] = canonical
        plain = BytesIO()
        writer = WARCWriter(plain, gzip=False)
        http = StatusAndHeaders(f"{status}", kept, protocol="HTTP/1.1")
        record = writer.create_warc_record(
            url,
            "response",
            payload=BytesIO(body),
            length=len(body),
            http_headers=http,
            warc_headers_dict=about,
        )
        writer.write_record(record)
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
        return packer.compress(plain.getbuffer()) + packer.flush()

    def _ready(self, day: date) -> BinaryIO:
        """The file of that day, or the next one when it has grown too large."""
        if self._file is not None and self._path is not None:
            if self._path.parent.name == day.isoformat() and self._file.tell() < self._most_bytes:
                return self._file
            self.close()
        else:
            mend(self._folder, self._name)
        folder = self._folder / day.isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        self._path = self._next(folder)
        self._file = self._path.open("ab")
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return self._file

    def _next(self, folder: Path) -> Path:
        """The day's last file while it is small, else one with the next number; always under its open name."""
        mine = sorted(path for path in folder.iterdir() if self._name.fullmatch(path.name))
        last = mine[-1] if mine else None
        if last is not None and last.suffix != OPEN and last.stat().st_size < self._most_bytes:
            return last.replace(last.with_name(last.name + OPEN))
        found = self._name.fullmatch(last.name) if last else None
        number = int(found[1]) + 1 if found else 1
        return folder / f"{self._outlet}-{number:05d}.warc.gz{OPEN}"


def mend(folder: Path, name: re.Pattern[str]) -> None:
    """Finish what a killed crawl left open: cut the torn record off and give the file its name."""
    for path in folder.glob(f"*/*{OPEN}"):
        if not name.fullmatch(path.name):
            continue
        with path.open("r+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue  # another crawl of this outlet is writing it
            file.truncate(_whole(file))
            os.fsync(file.fileno())
        _finish(path)


def prune(folder: Path, today: date, keep_days: int) -> int:
    """Remove the days that are older than ``keep_days``; how many."""
    return remove(old_days(folder, today, keep_days))


def _finish(path: Path) -> None:
    if path.stat().st_size == 0:
        path.unlink()
        return
    path.replace(path.with_name(path.name.removesuffix(OPEN)))
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _whole(file: BinaryIO) -> int:
    """How many bytes at the beginning of the file are whole gzip members."""
    good, machine, rest = 0, zlib.decompressobj(_GZIP), b""
    file.seek(0)
    try:
        while data := rest or file.read(_CHUNK):
            machine.decompress(data)
            rest = machine.unused_data
            if machine.eof:
                good = file.tell() - len(rest)
                machine = zlib.decompressobj(_GZIP)
    except zlib.error:
        pass
    return good
