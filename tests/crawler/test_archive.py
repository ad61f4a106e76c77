"""What was fetched is kept as it came, also by a crawl that is killed, and can be read again later."""

import gzip
import multiprocessing
import os
import re
import signal
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import Archive, mend, prune

NOW = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
DAY = "2026-03-01"
HTML = [("Content-Type", "text/html")]


def bodies(path: Path) -> list[bytes]:
    with path.open("rb") as stream:
        return [record.content_stream().read() for record in ArchiveIterator(stream)]


def write(folder: Path, *numbers: int, outlet: str = "a", most: int = 10**6, at: datetime = NOW) -> None:
    archive = Archive(folder, outlet, most)
    for number in numbers:
        archive.add(f"http://a.example/{number}", 200, HTML, b"page %d" % number, at)
    archive.close()


def test_answers_are_kept_as_they_came(tmp_path: Path) -> None:
    archive = Archive(tmp_path, "a", 10**6)
    packed = gzip.compress(b"hello")
    headers = [("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"), ("X", "1")]
    archive.add("http://a.example/1", 200, headers, packed, NOW, "https://a.example/1")
    archive.close()
    with (tmp_path / DAY / "a-00001.warc.gz").open("rb") as stream:
        record = next(iter(ArchiveIterator(stream)))
        assert record.rec_headers.get_header("WARC-Target-URI") == "http://a.example/1"
        assert record.rec_headers.get_header("WARC-Date") == "2026-03-01T04:00:00Z"
        assert record.rec_headers.get_header("Jiannuo-Canonical") == "https://a.example/1"
        assert record.http_headers.get_header("X") == "1"
        assert record.raw_stream.read() == packed


def test_later_crawls_of_a_day_continue_its_file_until_it_is_large(tmp_path: Path) -> None:
    write(tmp_path, 1)
    write(tmp_path, 2, 3)
    assert bodies(tmp_path / DAY / "a-00001.warc.gz") == [b"page 1", b"page 2", b"page 3"]
    write(tmp_path, 4, 5, most=100)
    write(tmp_path, 6, outlet="a-b")
    write(tmp_path, 7, at=NOW + timedelta(days=1))
    files = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.gz"))
    assert files == [f"{DAY}/{name}.warc.gz" for name in ("a-00001", "a-00002", "a-00003", "a-b-00001")] + [
        "2026-03-02/a-00001.warc.gz"
    ]


def _killed(folder: Path) -> None:
    archive = Archive(folder, "a", 10**6)
    for number in range(20):
        archive.add(f"http://a.example/{number}", 200, HTML, b"page %d" % number, NOW)
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_crawl_leaves_a_readable_file_that_the_next_one_finishes(tmp_path: Path) -> None:
    child = multiprocessing.get_context("fork").Process(target=_killed, args=(tmp_path,))
    child.start()
    child.join()
    assert child.exitcode == -9
    left = tmp_path / DAY / "a-00001.warc.gz.open"
    assert len(bodies(left)) == 20
    write(tmp_path, 99, at=NOW + timedelta(days=1))
    assert not left.exists()
    assert len(bodies(tmp_path / DAY / "a-00001.warc.gz")) == 20


@pytest.mark.parametrize("cut", [1, 30, 200])
def test_a_torn_record_is_cut_off_and_nothing_else(tmp_path: Path, cut: int) -> None:
    write(tmp_path, 1, 2, 3)
    path = tmp_path / DAY / "a-00001.warc.gz"
    torn = path.with_name(path.name + ".open")
    torn.write_bytes(path.read_bytes()[:-cut])
    path.unlink()
    mend(tmp_path, re.compile(r"a-(\d{5})\.warc\.gz(\.open)?"))
    assert bodies(path) == [b"page 1", b"page 2"]


def test_an_open_file_of_a_crawl_that_still_runs_is_left_alone(tmp_path: Path) -> None:
    running = Archive(tmp_path, "a", 10**6)
    running.add("http://a.example/1", 200, HTML, b"page 1", NOW)
    write(tmp_path, 2)
    running.add("http://a.example/3", 200, HTML, b"page 3", NOW)
    running.close()
    assert bodies(tmp_path / DAY / "a-00001.warc.gz") == [b"page 1", b"page 3"]
    assert bodies(tmp_path / DAY / "a-00002.warc.gz") == [b"page 2"]


def test_days_that_are_too_old_are_removed_and_nothing_else(tmp_path: Path) -> None:
    for day in ("2025-01-01", "2026-02-01", "2026-02-28"):
        write(tmp_path, 1, at=datetime.fromisoformat(f"{day}T04:00:00+00:00"))
    (tmp_path / "not-a-day").mkdir()
    assert prune(tmp_path, date(2026, 3, 1), 28) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-02-01", "2026-02-28", "not-a-day"]
