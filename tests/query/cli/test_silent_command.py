"""`jiannuo silent` and the board's conditions on where a commitment stands."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jiannuo_tests_forge import ingested, run
from rich.cells import cell_len

from jiannuo.store.engine import Store
from jiannuo.store.runs import finish_run, start_run

REPORTS = (
    ("1", "2022-06-26", "6月25日，重庆金凤实验室正式投用，首批科研团队入驻。"),
    ("2", "2024-02-01", "截至2023年底，重庆全市科技型企业达到5.8万家，同比增长35%。"),
    ("3", "2024-03-01", "记者获悉，截至2023年底，重庆全市科技型企业共4.1万家，各区都在加快培育。"),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three reports, and one crawl, at the end of 2024."""
    told = [
        {"url": f"http://a.example/{number}", "title": f"报道{number}", "published": day, "text": text}
        for number, day, text in REPORTS
    ]
    folder = ingested(tmp_path_factory.mktemp("silent"), told)
    store, at = Store(f"sqlite:///{folder}/db"), datetime(2024, 12, 30, tzinfo=UTC)
    finish_run(
        store,
        start_run(store, "kjj", at),
        status="finished",
        found=3,
        outcomes={},
        lists={},
        message="",
        at=at,
    )
    store.close()
    return folder


def asked(*words: str, cwd: Path) -> list[dict[str, Any]]:
    done = run([*words, "--json"], cwd)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def jiannuo(*words: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return run(words, cwd, environment={"COLUMNS": "80"})


def state(home: Path, day: str, months: int, key: str) -> str:
    every = asked("board", "--as-of", day, "--months", str(months), "--commitment", key, cwd=home)
    return str(every[0]["silence"])


def test_the_four_states_of_silence_are_told_apart(home: Path) -> None:
    assert state(home, "2024-12-31", 12, "A18") == "progressed"
    assert state(home, "2024-12-31", 12, "B07") == "not_mentioned"
    assert state(home, "2024-12-31", 12, "A01") == "not_mentioned"
    # Half a year before the crawl nobody had looked: that nothing is there says nothing.
    [told] = asked("board", "--known-at", "2024-06-30", "--commitment", "B07", cwd=home)
    assert told["silence"] == "not_looked"


def test_the_longest_unheard_of_comes_first_with_its_days(home: Path) -> None:
    found = asked("silent", "--months", "6", "--as-of", "2024-12-31", cwd=home)
    told = [one for one in found if one["last_day"]]
    assert [(one["id"], one["silent_days"]) for one in told] == [("B07", 919), ("A18", 305)]
    assert found.index(told[0]) == len(found) - 2
    assert {one["silence"] for one in found} == {"not_mentioned"}
    assert [one["id"] for one in asked("silent", "--months", "30", "--as-of", "2024-12-31", cwd=home)] == [
        one["id"] for one in found if one["id"] not in ("A18",)
    ]


def test_overdue_is_told_also_where_it_is_not_silent(home: Path) -> None:
    found = asked("silent", "--silence", "progressed", "--as-of", "2026-06-30", cwd=home)
    assert [one["id"] for one in found if "overdue" in one["why"]] == ["A32", "C01"]
    assert all("silent" not in one["why"] for one in found)


def test_the_table_is_counted_in_all_states_and_fits_eighty_columns(home: Path) -> None:
    done = jiannuo("silent", "--months", "12", "--as-of", "2024-12-31", cwd=home)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert max(cell_len(line) for line in lines if "│" in line) <= 80
    assert "有进展 1，仅被提及 0，未被提及 106，未查看信源 0" in done.stdout


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["--conflict"], ["A18"]),
        (["--stage", "operating"], ["B07"]),
        (["--slipped"], []),
        (["--deadline", "overdue", "--as-of", "2024-12-31"], ["A32"]),
        (["--commitment", "金凤实验室", "--commitment", "A18", "--no-conflict"], ["B07"]),
    ],
    ids=["conflict", "stage", "slipped", "deadline", "commitment"],
)
def test_the_board_is_asked_where_commitments_stand(home: Path, words: list[str], ids: list[str]) -> None:
    assert [one["id"] for one in asked("board", *words, cwd=home)] == ids


@pytest.mark.parametrize("words", [["--silence", "loud"], ["--months", "0"], ["--as-of", "soon"]])
def test_what_cannot_be_asked_of_silence_is_refused(home: Path, words: list[str]) -> None:
    done = jiannuo("silent", *words, cwd=home)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_the_tables_title_names_the_state_that_was_asked_for(home: Path) -> None:
    shown = jiannuo("silent", "--silence", "progressed", "--as-of", "2024-02-28", cwd=home).stdout
    assert "近 6 个月有进展" in shown
    assert "静默" not in shown
