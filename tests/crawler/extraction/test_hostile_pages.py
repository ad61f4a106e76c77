"""Hostile pages of 8 MB are read within bounded time and memory, in one child process, and never raise."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

SECONDS, BYTES = 5.0, 1_200 << 20
PROGRAM = """
import json, sys, time
from datetime import UTC, datetime
from crawler.extraction.extract import extract
N = 8 << 20
P = "<p>嘉陵光子实验室在重庆高新区开工建设，总投资三十亿元。</p>"
PAGES = {
    "attribute soup": "<a b=c>" * (N // 7),
    "one tag of a million attributes": "<div " + " ".join(f"a{n}=1" for n in range(N // 9)) + ">" + P,
    "half a million divisions": "<div>" * 500_000 + P * 5,
    "nested with text and names": "<div class=hot>重庆高新区开工建设，总投资三十亿元。" * 100_000,
    "one token": "<p>" + "重" * (N // 3),
    "labels without end": "<h1>标题标题标题标题</h1><p>" + "来源：" * (N // 9) + "</p>" + P,
    "reporters without end": "<p>" + "记者 " * (N // 9) + "</p>" + P,
    "editors without end": "责编：" * (N // 9) + P,
    "dates without end": "<h1>标题标题标题标题</h1><p>" + "2020-01-01 " * (N // 11) + "</p>",
    "breaks without end": "<p>" + "重庆，<br>" * 500_000,
    "a title of 8 MB": "<title>" + "题" * (N // 3) + "</title>" + P,
    "linked data of brackets": '<script type="application/ld+json">' + "[" * 1_000_000 + "</script>" + P,
    "script data of brackets": '<script id="__NEXT_DATA__">' + '{"a":' * 200_000 + "</script>" + P,
    "a state of open texts": "<script>window.x={" + 'content:"' * (N // 9) + "</script>",
    "a state of names": "<script>window.x={content:" + '"' + "x" * 99 + '",' + "a:b," * (N // 4) + "</script>",
    "a state of escapes": "<script>window.x={content:" + '"' + (chr(92) + '"content:') * (N // 10) + "</script>",
    "a function of many": "<script>window.content=(function(" + "a," * (N // 4) + ")}(" + '"",' * (N // 6) + "</script>",
    "tables in tables": "<table><tr><td>" * 100_000 + P,
    "open comments": "<!--" * 500_000 + P,
    "every byte": bytes(range(256)) * (N // 256),
}
for name, page in PAGES.items():
    begun = time.process_time()
    report = extract(page, "http://a.example/1", outlet=None, now=datetime(2026, 1, 1, tzinfo=UTC))
    print(json.dumps([name, time.process_time() - begun, len(report.body), list(report.warnings)]), flush=True)
"""


@pytest.fixture(scope="module")
def outcomes() -> list[tuple[str, float, int, list[str]]]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=Path(__file__).parents[3],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES)),
    )
    assert done.returncode == 0, done.stderr[-1000:]
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def test_every_hostile_page_ends_in_time_and_within_memory(
    outcomes: list[tuple[str, float, int, list[str]]],
) -> None:
    assert len(outcomes) == 20
    assert {name: taken for name, taken, _, _ in outcomes if taken > SECONDS} == {}


def test_what_was_not_read_whole_is_said_and_no_body_is_endless(
    outcomes: list[tuple[str, float, int, list[str]]],
) -> None:
    said = {name: warnings for name, _, _, warnings in outcomes}
    assert "page cut: too large to be read whole" in said["attribute soup"]
    assert max(size for _, _, size, _ in outcomes) <= 200_000
