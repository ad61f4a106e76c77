"""No kill on the whole road, whatever it hits, loses a report or doubles one.

``JIANNUO_DEMO_OUTLETS=all`` follows every outlet of the demonstration instead of three; so does ``make faults``.
"""

import os
import signal
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
import yaml

from jiannuo.config.load import shipped_folder
from query.demo.pages import SamplePages

PAGES = SamplePages(date(2026, 6, 1))
FILES = shipped_folder("query") / "demo" / "outlets"
# A column with an error in it, an interface with a page that is private, and a site that reprints from others.
OUTLETS = ["kjj", "jinri", "mirror"]
if os.environ.get("JIANNUO_DEMO_OUTLETS") == "all":
    OUTLETS = sorted(file.stem for file in FILES.glob("*.yaml"))
HOSTS = [host for name in OUTLETS for host in yaml.safe_load((FILES / f"{name}.yaml").read_text())["hosts"]]


def demo(folder: Path, failpoint: str = "") -> "subprocess.CompletedProcess[str]":
    program = [sys.executable, str(Path(__file__).with_name("demo_worker.py")), str(folder), *OUTLETS]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "JIANNUO_FAILPOINT": failpoint}
    return subprocess.run(program, capture_output=True, text=True, timeout=240, check=False, env=environment)


def rows(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "jiannuo.db")) as connection:
        return connection.execute(query).fetchall()


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
    killed = demo(folder, failpoint)
    ends = {status for (status,) in rows(folder, "select status from runs")}
    assert (killed.returncode, ends) in ((0, {"killed"}), (-signal.SIGKILL, {"finished"}))
    again = demo(folder)
    assert again.returncode == 0, again.stderr
    urls = Counter(url for (url,) in rows(folder, "select url from reports where current"))
    readable = [
        article
        for host in HOSTS
        for article in PAGES.hosts[host].articles
        if not article.fault and not article.private
    ]
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
