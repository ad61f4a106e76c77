"""Files go through the same stages as crawled pages, and a bad one keeps none of the rest back."""

import gzip
import io
import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from jiannuo_tests_forge import run
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

TEXT = "7月4日，金凤实验室在重庆高新区揭牌并正式投用，首批12个科研团队入驻，实验室以生命健康为主攻方向。"
PAGE = (
    "<html><head><title>金凤实验室揭牌投用</title><meta name=PubDate content='2023-07-05 09:00'></head>"
    f"<body><h1>金凤实验室揭牌投用</h1><div><p>{TEXT}</p><p>{TEXT[::-1]}</p></div></body></html>"
)
FEED = (
    "<rss version='2.0'><channel><title>f</title>"
    f"<item><title>金凤实验室投用</title><link>http://f.example/1</link>"
    f"<description>&lt;p&gt;{TEXT}&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</description>"
    "<pubDate>Wed, 05 Jul 2023 01:00:00 GMT</pubDate></item></channel></rss>"
)


def ingest(folder: Path, *paths: str) -> "subprocess.CompletedProcess[str]":
    (folder / "config.yaml").write_text("database: sqlite:///db\n")
    return run(["ingest", "--json", *paths], folder)


def rows(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "db")) as connection:
        return connection.execute(query).fetchall()


def archive() -> bytes:
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=True)
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
    body = PAGE.encode()
    # Without a length the writer buffers in a file that it never closes.
    record = writer.create_warc_record(
        "http://w.example/1.html", "response", io.BytesIO(body), len(body), http_headers=headers
    )
    writer.write_record(record)
    data = stream.getvalue()
    stream.close()
    return data


def line(number: int, **more: Any) -> str:
    return json.dumps({"id": number, "title": "t", "text": f"{TEXT}第{number}次", **more}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("name", "content", "published"),
    [
        ("a.jsonl", line(1, published="2023-07-05").encode(), "2023-07-05"),
        ("a.jsonl.gz", gzip.compress(line(1, published="2023-07").encode()), "2023-07"),
        ("a.html", PAGE.encode("gb18030"), "2023-07-05T09:00:00+08:00"),
        ("a.warc.gz", archive(), "2023-07-05T09:00:00+08:00"),
        ("a.xml", FEED.encode(), "2023-07-05T01:00:00+00:00"),
    ],
)
def test_every_kind_of_file_is_read_and_matched(
    tmp_path: Path, name: str, content: bytes, published: str
) -> None:
    (tmp_path / name).write_bytes(content)
    done = ingest(tmp_path, name)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["outcomes"] == {"stored": 1}
    assert rows(tmp_path, "select published from reports") == [(published,)]
    assert rows(tmp_path, "select commitment, verdict, stage from matches") == [
        ("B07", "progress", "operating")
    ]
    assert "x()" not in rows(tmp_path, "select body from reports")[0][0]


def test_what_nobody_described_is_kept_under_its_host_and_corroborates_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(archive())
    ingest(tmp_path, "a.warc.gz")
    assert rows(tmp_path, "select outlet, standing from reports") == [("w.example", 0)]


def test_reading_again_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("\n".join(line(n, url=f"http://a.example/{n}") for n in range(5)))
    ingest(tmp_path, "a.jsonl")
    assert json.loads(ingest(tmp_path, "a.jsonl").stdout)["outcomes"] == {"unchanged": 5}


def test_what_is_bad_is_named_and_the_rest_is_kept(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_text(f"{line(1)}\nnot json\n[1]\n{line(2)}\n" + '{"text": 3}\n')
    (tmp_path / "in" / "b.html").write_text("<html></html>")
    (tmp_path / "in" / "c.warc.gz").write_bytes(archive()[:200])
    (tmp_path / "in" / "d.xml").write_text("no feed at all")
    (tmp_path / "in" / "e.jsonl.gz").write_bytes(b"not gzip")
    done = ingest(tmp_path, "in")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    told = json.loads(done.stdout)
    assert sum(told["outcomes"].values()) == told["inputs"]
    assert told["outcomes"]["stored"] + told["outcomes"].get("duplicate", 0) == 2
    for place in ("a.jsonl:2", "a.jsonl:3", "a.jsonl:5", "b.html", "c.warc.gz", "d.xml", "e.jsonl.gz"):
        assert place in done.stderr
