"""The demonstration is the whole road: it ends, and what it found is told once."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from crawler.decode import decode
from query.demo.pages import SamplePages

PAGES = SamplePages(date(2026, 6, 1))


def demo(folder: Path) -> "subprocess.CompletedProcess[str]":
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
    return subprocess.run(program, capture_output=True, text=True, timeout=240, check=False, env=environment)


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
