"""The demonstration is the whole road: it ends, it is told once, and no kill loses or doubles anything."""

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import date
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from crawler.decode import decode
from query.demo.pages import SamplePages

PAGES = SamplePages(date(2026, 6, 1))


def demo(folder: Path, failpoint: str = "") -> "subprocess.CompletedProcess[str]":
    program = [
        sys.executable,
        "-c",
        "from query.cli.main import main; main()",
        "demo",
        "--json",
        "--folder",
        str(folder),
    ]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    if failpoint:
        environment["JIANNUO_FAILPOINT"] = failpoint
    return subprocess.run(program, capture_output=True, text=True, timeout=240, check=False, env=environment)


def rows(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "jiannuo.db")) as connection:
        return connection.execute(query).fetchall()


def test_the_sample_web_is_as_large_and_as_faulty_as_it_says() -> None:
    articles = PAGES.articles()
    assert len(articles) >= 90
    assert len(PAGES.hosts) >= 6
    assert {article.fault for article in articles} == {"", "500", "404", "hang"}
    assert sum(article.private for article in articles) == 1
    progressed = {
        key for article in articles for key, (verdict, _) in article.expect.items() if verdict == "progress"
    }
    assert len(progressed) >= 24


@pytest.mark.parametrize("host", sorted(PAGES.hosts))
def test_every_page_of_a_host_decodes_and_holds_its_text(host: str) -> None:
    for article in PAGES.hosts[host].articles:
        if article.fault:
            continue
        answer = PAGES.get(host, PAGES.address(article).removeprefix(f"http://{host}"))
        assert answer.status == 200
        decoded = decode(answer.body, answer.content_type)
        assert not decoded.garbled
        assert article.paragraphs[0][:8] in decoded.text


def test_the_road_runs_to_its_end_and_a_second_time_finds_nothing_new(tmp_path: Path) -> None:
    first = demo(tmp_path / "d")
    assert first.returncode == 0, first.stderr
    told = json.loads(first.stdout)
    assert sum(told["outcomes"].values()) == told["found"] == len(PAGES.articles())
    assert told["mail"] == {"sent": 1}
    assert Path(told["digest"]).read_text("utf-8").count("超瞬态实验装置") >= 1
    assert len({entry["commitment"] for entry in told["progress"]}) >= 24

    again = demo(tmp_path / "d")
    assert again.returncode == 0, again.stderr
    told = json.loads(again.stdout)
    assert told["new"] == 0
    assert len(told["mails"]) == 1


@pytest.mark.parametrize(
    "failpoint",
    [
        "crawl.page_fetched:3",
        "save.before_commit:2",
        "save.after_commit:2",
        "digest.before_commit",
        "send.after_accept",
    ],
)
def test_killed_anywhere_and_run_again_every_report_is_there_once(tmp_path: Path, failpoint: str) -> None:
    folder = tmp_path / "d"
    demo(folder, failpoint)
    again = demo(folder)
    assert again.returncode == 0, again.stderr
    urls = Counter(url for (url,) in rows(folder, "select url from reports where current"))
    readable = [article for article in PAGES.articles() if not article.fault and not article.private]
    assert set(urls.values()) == {1}
    assert len(urls) == len(readable)
    assert rows(folder, "pragma integrity_check") == [("ok",)]
    assert rows(folder, "pragma foreign_key_check") == []
    _every_mail_is_accounted_for(folder, doubled="after_accept" in failpoint)


def _every_mail_is_accounted_for(folder: Path, *, doubled: bool) -> None:
    """Each novel match is told in exactly one digest, and each digest arrived once (twice in the gap)."""
    told = rows(folder, "select report_id, commitment from digest_items")
    assert len(told) == len(set(told)) > 0
    copies = dict(rows(folder, "select message_id, state from deliveries"))
    arrived = Counter(_message_id(mail) for mail in (folder / "mailbox").glob("*.eml"))
    assert set(arrived) <= set(copies)
    assert max(arrived.values()) <= (2 if doubled else 1)
    # What may have arrived before the kill is tried again only after a back-off.
    waiting = {identity for identity, state in copies.items() if state != "sent"}
    assert waiting == set() or doubled
    assert set(copies) - waiting <= set(arrived)


def _message_id(mail: Path) -> str:
    parsed = message_from_bytes(mail.read_bytes())
    return str(parsed["Message-ID"])
