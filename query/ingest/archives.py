"""WARC files: the pages in them that can be articles, with when and as what they were fetched."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Archived:
    """One page of an archive; ``canonical`` and ``outlet`` are known of those that we fetched ourselves."""

    number: int
    url: str
    content_type: str
    body: bytes
    fetched_at: datetime | None
    canonical: str = ""
    outlet: str = ""


def pages_in(path: Path) -> Iterator[Archived | str]:
    """Every page that was answered with status 200, and what is wrong with the file, as text."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = 0
    with path.open("rb") as stream:
        try:
            for number, record in enumerate(ArchiveIterator(stream), 1):
                if (page := _page(record, number)) is not None:
                    yield page
        except (ArchiveLoadFailed, OSError, EOFError) as problem:
            yield f"the archive is damaged ({problem})"
    if not number:
        yield "no record can be read: the archive is empty or cut off"


def _page(record: Any, number: int) -> Archived | None:
    http = record.http_headers
    kind = (http.get_header("Content-Type") or "") if http else ""
    if record.rec_type != "response" or http is None or http.get_statuscode() != "200":
        return None
    body = record.content_stream().read()
    about = record.rec_headers.get_header
    # A page that does not say what it is may be one all the same.
    if "html" not in kind and (kind or body.lstrip()[:1] != b"<"):
        return None
    return Archived(
        number,
        about("WARC-Target-URI") or "",
        kind,
        body,
        _moment(about("WARC-Date") or ""),
        about("Jiannuo-Canonical") or "",
        about("Jiannuo-Outlet") or "",
    )


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
