"""`jiannuo export` writes whole files in every form, with the filter of `search`, and says what it did apart from them."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jiannuo_tests_forge import ingested

ROOT = Path(__file__).parents[3]
ENDING = {"csv": b"\r\n", "jsonl": b"}\n", "parquet": b"PAR1", "xlsx": b"\x00\x00"}


def jiannuo(*words: str, cwd: Path) -> "subprocess.CompletedProcess[bytes]":
    program = [sys.executable, "-c", "from query.cli.main import main; main()", *words]
    environment = {**os.environ, "COLUMNS": "120", "PYTHONPATH": str(ROOT)}
    return subprocess.run(program, cwd=cwd, capture_output=True, timeout=60, check=False, env=environment)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    told = (
        ("1", "2022-06-26", "6月25日，重庆金凤实验室正式投用，首批科研团队入驻。"),
        ("2", "2024-02-01", "截至2023年底，重庆全市科技型企业达到5.8万家，同比增长35%。"),
        ("3", "2024-02-02", "今日多云，气温回升，宜出行，晚间有雨。"),
    )
    reports = [
        {"url": f"http://a.example/{key}", "title": f"=题{key}", "published": day, "text": text}
        for key, day, text in told
    ]
    return ingested(tmp_path_factory.mktemp("home"), reports)


def lines_of(done: "subprocess.CompletedProcess[bytes]") -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["events"], ["A18", "B07"]),
        (["events", "--commitment", "金凤实验室"], ["B07"]),
        (["events", "--since", "2024-01-01", "--most", "1"], ["A18"]),
        (["readings", "--kind", "metric"], ["A18", "A18"]),
        (["events", "投用", "-企业"], ["B07"]),
        (["reports", "气温"], [""]),
    ],
)
def test_the_filter_is_that_of_search(home: Path, words: list[str], found: list[str]) -> None:
    rows = lines_of(jiannuo("export", *words, "--format", "jsonl", cwd=home))
    assert [row.get("commitment", row.get("commitments")) for row in rows] == found


def test_the_form_is_told_by_the_files_name(home: Path) -> None:
    pytest.importorskip("pyarrow", reason="Parquet is NOT tested: pyarrow is not installed")
    pytest.importorskip("xlsxwriter", reason="Excel is NOT tested: XlsxWriter is not installed")
    for suffix, ending in ENDING.items():
        done = jiannuo("export", "events", "--to", f"out.{suffix}", "--json", cwd=home)
        [told] = lines_of(done)
        assert told == {"file": f"out.{suffix}", "rows": 2, "bytes": (home / f"out.{suffix}").stat().st_size}
        assert (home / f"out.{suffix}").read_bytes().endswith(ending)
    assert not list(home.glob(".*partial"))


def test_standard_output_holds_the_table_and_nothing_else(home: Path) -> None:
    done = jiannuo("export", "events", "--bom", cwd=home)
    assert done.stdout.startswith(b"\xef\xbb\xbfevent,")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8-sig"), newline="")))
    assert [row["title"] for row in rows] == ["'=题2", "'=题1"]
    assert done.stderr == b""


def test_due_dates_are_exported_as_a_calendar(home: Path) -> None:
    done = jiannuo("export", "calendar", "--commitment", "A18", cwd=home)
    assert done.stdout.startswith(b"BEGIN:VCALENDAR\r\n")
    assert done.stdout.endswith(b"END:VCALENDAR\r\n")
    assert done.stdout.count(b"BEGIN:VEVENT") >= 2
    everything = jiannuo("export", "calendar", cwd=home).stdout.count(b"BEGIN:VEVENT")
    assert everything > done.stdout.count(b"BEGIN:VEVENT")


def test_the_columns_are_told(home: Path) -> None:
    told = lines_of(jiannuo("export", "targets", "--columns", "--json", cwd=home))
    assert {"name": "pace", "kind": "text", "about": "超、达、欠时序进度 · pace against time"} in told


@pytest.mark.parametrize(
    "words",
    [
        ["nothing"],
        ["events", "--format", "doc"],
        ["events", "--to", "out.exe"],
        ["events", "--to", "nowhere/out.csv"],
        ["events", "--since", "gestern"],
        ["events", "--commitment", "nobody"],
    ],
)
def test_what_cannot_be_exported_is_refused_in_one_line(home: Path, words: list[str]) -> None:
    done = jiannuo("export", *words, cwd=home)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1
