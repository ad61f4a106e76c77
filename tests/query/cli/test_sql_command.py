"""`jiannuo sql` answers in three forms, tells what there is to ask, and refuses with the right exit code."""

import csv
import io
import json
import subprocess
from pathlib import Path

import pytest
from jiannuo_tests_forge import ingested, run

ROOT = Path(__file__).parents[3]


def jiannuo(*words: str, cwd: Path, given: str = "") -> "subprocess.CompletedProcess[str]":
    return run(words, cwd, given=given, environment={"COLUMNS": "120"})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    report = {
        "url": "http://a.example/1",
        "title": "=1+1 投用\x1b[2J\x00",
        "published": "2022-06-26",
        "text": "6月25日，重庆金凤实验室正式投用，首批科研团队入驻。",
    }
    return ingested(tmp_path_factory.mktemp("home"), [report])


def test_one_question_has_three_forms(home: Path) -> None:
    question = "SELECT commitment, title, score > 0 AS told FROM v_events"
    [row] = [json.loads(line) for line in jiannuo("sql", question, "--json", cwd=home).stdout.splitlines()]
    assert (row["commitment"], row["told"]) == ("B07", 1)
    head, cells = csv.reader(io.StringIO(jiannuo("sql", question, "--csv", cwd=home).stdout))
    assert head == ["commitment", "title", "told"]
    assert cells[1].startswith("'=1+1")
    shown = jiannuo("sql", question, cwd=home).stdout
    assert "B07" in shown
    for form in ((), ("--csv",), ("--json",)):
        assert not set(jiannuo("sql", question, *form, cwd=home).stdout) & {"\x1b", "\x00"}


def test_a_shipped_question_and_standard_input_are_asked(home: Path) -> None:
    [row] = jiannuo("sql", "--question", "opened-laboratories", "--json", cwd=home).stdout.splitlines()
    assert json.loads(row)["commitment"] == "B07"
    assert jiannuo("sql", "-", "--json", cwd=home, given="SELECT 1 AS x;\n").stdout == '{"x":1}\n'


def test_it_tells_what_there_is_to_ask(home: Path) -> None:
    assert "v_readings" in jiannuo("sql", "--views", cwd=home).stdout
    assert "silent-for-a-year" in jiannuo("sql", "--questions", cwd=home).stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["DELETE FROM reports"], 2),
        (["SELEC 1"], 2),
        ([], 2),
        (["--question", "nothing"], 2),
        (["SELECT 1", "--question", "overdue"], 2),
        (
            [
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT count(*) FROM n",
                "--seconds",
                "0.2",
            ],
            5,
        ),
    ],
)
def test_what_cannot_be_answered_is_refused(home: Path, words: list[str], code: int) -> None:
    done = jiannuo("sql", *words, cwd=home)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_a_long_answer_is_cut_with_a_word_about_it(home: Path) -> None:
    numbers = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 500) SELECT x FROM n"
    done = jiannuo("sql", numbers, "--limit", "5", cwd=home)
    assert "--limit 0" in done.stderr
    assert len(jiannuo("sql", numbers, "--csv", cwd=home).stdout.splitlines()) == 501
