"""Pages from a folder: files named in an index of addresses, or WARC archives."""

import csv
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from crawler.fetched import Fetched, Headers
from jiannuo.errors import InputError

INDEX = "index.tsv"


class SavedPages:
    """The saved copy of each address; nothing is ever asked of the network.

    ``folder`` holds ``index.tsv`` (address, tab, file name, and optionally tab, content type), or any
    number of ``.warc`` and ``.warc.gz`` files. InputError when it holds neither.
    """

    def __init__(self, folder: Path) -> None:
        self._pages: dict[str, Fetched] = {}
        if not folder.is_dir():
            raise InputError(f"no folder {folder}", "name the folder that holds the saved pages")
        if (index := folder / INDEX).is_file():
            self._pages.update(_indexed(index))
        for archive in sorted((*folder.glob("*.warc"), *folder.glob("*.warc.gz"))):
            self._pages.update(_archived(archive))
        if not self._pages:
            raise InputError(
                f"{folder} holds no saved pages",
                f"put WARC files there, or {INDEX} with lines: address, tab, file name",
            )

    def get(self, url: str, method: str = "GET", body: bytes = b"", headers: Headers = ()) -> Fetched:
        """The saved copy, by its address with or without http or https; a problem when there is none."""
        found = self._pages.get(_key(url))
        return found or Fetched(url, url, 404, problem="not_found: not among the saved pages")


def _indexed(index: Path) -> Iterator[tuple[str, Fetched]]:
    try:
        with index.open(encoding="utf-8-sig", newline="") as stream:
            lines = [line for line in csv.reader(stream, delimiter="\t") if line and line[0].strip()]
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(f"{index} cannot be read ({problem})", "save it as UTF-8 text") from None
    for number, line in enumerate(lines, 1):
        if line[0].startswith("#"):
            continue
        if len(line) < 2:
            raise InputError(f"{index}:{number}: no file name", "write: address, tab, file name")
        url, name = line[0].strip(), line[1].strip()
        file = (index.parent / name).resolve()
        if not file.is_relative_to(index.parent.resolve()):
            raise InputError(f"{index}:{number}: {name} lies outside the folder", "name a file inside it")
        try:
            body = file.read_bytes()
        except OSError as problem:
            raise InputError(f"{index}:{number}: {name}: {problem.strerror}", "check the name") from None
        kind = line[2].strip() if len(line) > 2 else ""
        yield _key(url), Fetched(url, url, 200, body, kind)


def _archived(archive: Path) -> Iterator[tuple[str, Fetched]]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        with archive.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type != "response" or record.http_headers is None:
                    continue
                url = record.rec_headers.get_header("WARC-Target-URI") or ""
                status = record.http_headers.get_statuscode()
                kind = record.http_headers.get_header("Content-Type") or ""
                body = record.content_stream().read()
                yield _key(url), Fetched(url, url, int(status) if status.isdigit() else 0, body, kind)
    except (ArchiveLoadFailed, OSError, EOFError) as problem:
        raise InputError(f"{archive} is damaged ({problem})", "save it again") from None


def _key(url: str) -> str:
    parts = urlsplit(url.strip())
    query = f"?{parts.query}" if parts.query else ""
    return f"{(parts.hostname or '').lower()}{parts.path or '/'}{query}"
