"""From a file of any accepted kind to reports, or to what is wrong with a part of it."""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from crawler.extraction.extract import SHORTEST, extract
from crawler.extraction.text import one_line
from crawler.feeds import FeedEntry, FeedRefusedError, read_feed
from crawler.outlet import Outlet
from crawler.urls import canonical
from jiannuo.errors import InputError
from jiannuo.model.report import Report
from query.cli.reports_in import Line, lines_of, report_of
from query.ingest.archives import Archived, pages_in

GIVEN = "ingest"


@dataclass(frozen=True, slots=True)
class Read:
    """One report, or the fault of one part of a file, with its place for people."""

    place: str
    report: Report | None = None
    fault: str = ""
    outlet: Outlet | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """What the readers need to know: the outlets and the time."""

    outlets: dict[str, Outlet]
    now: datetime
    outlet_name: str = ""

    def outlet_of(self, url: str) -> Outlet | None:
        """The outlet whose host this is, or the one that was named for all."""
        host = (urlsplit(url).hostname or "").lower() if url else ""
        named = self.outlets.get(self.outlet_name)
        return named or next((one for one in self.outlets.values() if one.owns(host)), None)

    def name_for(self, url: str, outlet: Outlet | None) -> str:
        """Under which name a report is kept: its outlet's, that given for all, or the host it stands on."""
        if outlet is not None:
            return outlet.name
        return self.outlet_name or (urlsplit(url).hostname or "").lower() or GIVEN


def files_in(paths: list[Path]) -> list[Path]:
    """The files to read: folders are walked, in order of name. InputError when a path is not there."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found.extend(sorted(one for one in path.rglob("*") if one.is_file() and reader_of(one)))
        elif path.exists():
            found.append(path)
        else:
            raise InputError(f"{path} is not there", "check the path")
    return found


def read_file(path: Path, desk: Desk) -> Iterator[Read]:
    """Everything in one file."""
    reader = reader_of(path)
    if reader is None:
        yield Read(
            str(path),
            fault="not a .jsonl, .html, .xml, .rss, .atom, .json (feed) or .warc file (.gz allowed)",
        )
        return
    yield from reader(path, desk)


def reader_of(path: Path) -> Callable[[Path, Desk], Iterator[Read]] | None:
    """The reader for this kind of file by its ending."""
    name = path.name.lower().removesuffix(".open").removesuffix(".gz")
    for ending, reader in _READERS.items():
        if name.endswith(ending):
            return reader
    return None


def read_line(line: Line, desk: Desk) -> Read:
    """The report in one line; one without an address is known by its ``id``, else by its place."""
    if line.fault:
        return Read(line.place, fault=line.fault)
    report = report_of(line.data)
    outlet = desk.outlet_of(report.url)
    url = canonical(report.url, outlet) if report.url else f"urn:jiannuo:{line.data.get('id') or line.place}"
    name = outlet.name if outlet else str(line.data.get("outlet") or desk.name_for(report.url, None))
    return Read(line.place, replace(report, url=url, outlet=name), outlet=outlet)


def _json_lines(path: Path, desk: Desk) -> Iterator[Read]:
    for line in lines_of(str(path)):
        yield read_line(line, desk)


def _page(path: Path, desk: Desk) -> Iterator[Read]:
    yield _read_page(_bytes(path), path.absolute().as_uri(), str(path), desk)


def _archive(path: Path, desk: Desk) -> Iterator[Read]:
    """The archive's pages, read as if they came today; lists and other pages of known outlets are left out."""
    for page in pages_in(path):
        if isinstance(page, str):
            yield Read(str(path), fault=page)
        elif (read := read_archived(page, f"{path}#{page.number}", desk)) is not None:
            yield read


def read_archived(page: Archived, place: str, desk: Desk) -> Read | None:
    """A page of an archive; None for a list or another page of a known outlet that is no article."""
    url = page.canonical or page.url
    # The archive names the outlet whose crawl led there: a search leads to the pages of others.
    finder, host = desk.outlets.get(page.outlet), (urlsplit(url).hostname or "").lower()
    name = page.outlet if finder is None or finder.owns(host) else ""
    then = replace(desk, outlet_name=name or desk.outlet_name)
    outlet = then.outlet_of(url)
    if outlet is not None and not page.canonical and not outlet.is_article(url):
        return None
    # What it says of "today" was said when it was fetched.
    then = replace(then, now=min(page.fetched_at or desk.now, desk.now))
    read = _read_page(page.body, page.url, place, then, page.content_type)
    known = replace(read.report, url=page.canonical) if read.report and page.canonical else read.report
    return replace(read, report=known)


def _feed(path: Path, desk: Desk) -> Iterator[Read]:
    try:
        feed = read_feed(_bytes(path), desk.now)
    except FeedRefusedError as problem:
        yield Read(str(path), fault=f"not a feed ({problem})")
        return
    if not feed.entries:
        yield Read(str(path), fault="no entries")
    for number, entry in enumerate(feed.entries, 1):
        yield _entry(entry, f"{path}#{number}", desk)


def _entry(entry: FeedEntry, place: str, desk: Desk) -> Read:
    """One entry of a feed: its full text where it carries that, else its summary."""
    body = _fragment(entry.html)
    if len(body) < SHORTEST:
        return Read(place, fault="the entry carries no text")
    outlet = desk.outlet_of(entry.link)
    report = Report(
        url=canonical(entry.link, outlet) if entry.link else f"urn:jiannuo:{place}",
        outlet=desk.name_for(entry.link, outlet),
        title=entry.title,
        body=body,
        published=entry.published,
    )
    return Read(place, report, outlet=outlet)


def _fragment(html: str) -> str:
    """The text of a piece of HTML as feeds carry it, however broken, a line for each block."""
    soup = BeautifulSoup(html, "lxml")
    for silent in soup(["script", "style"]):
        silent.decompose()
    lines = (one_line(line) for line in soup.get_text("\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _read_page(body: bytes, url: str, place: str, desk: Desk, content_type: str = "") -> Read:
    outlet = desk.outlet_of(url)
    report = extract(body, url, outlet=outlet, now=desk.now, content_type=content_type)
    if "garbled" in report.warnings:
        return Read(place, fault="the bytes fit no encoding")
    if len(report.body) < SHORTEST:
        return Read(place, fault="no article text found")
    return Read(place, replace(report, outlet=desk.name_for(url, outlet)), outlet=outlet)


def _bytes(path: Path) -> bytes:
    try:
        return gzip.decompress(path.read_bytes()) if path.name.endswith(".gz") else path.read_bytes()
    except (OSError, EOFError) as problem:
        raise InputError(f"{path} cannot be read ({problem})", "check the file") from None


_READERS: dict[str, Callable[[Path, Desk], Iterator[Read]]] = {
    ".jsonl": _json_lines,
    ".html": _page,
    ".htm": _page,
    ".shtml": _page,
    ".warc": _archive,
    ".xml": _feed,
    ".rss": _feed,
    ".atom": _feed,
    ".json": _feed,
}
