"""The command line's door: quick help, one-line errors, documented exit codes."""

import subprocess
import sys
from pathlib import Path

import pytest
from jiannuo_tests_forge import run


def jiannuo(*words: str, cwd: Path, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    return run(words, cwd, given=stdin, environment={"COLUMNS": "120"})


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    check = (
        "import sys\nsys.argv = ['jiannuo', '--help']\n"
        "from query.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'jieba', 'scrapy', 'sqlalchemy', 'lxml', 'pydantic', 'twisted', 'alembic'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "jiannuo" in done.stdout


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["nosuch"], 2, "No such command"),
        (["show", "A99", "--config", "CONFIG"], 2, "jiannuo register list"),
        (["match", "--jsonl", "absent.jsonl"], 3, "absent.jsonl cannot be opened"),
        (["status", "--config", "absent.yaml"], 2, "jiannuo init"),
        (["crawl", "nosuch", "--config", "CONFIG"], 2, "jiannuo outlets list"),
        (["crawl", "--since", "soon", "--config", "CONFIG"], 2, "2022-01-31"),
        (["ingest", "absent", "--config", "CONFIG"], 3, "absent is not there"),
        (["search", "词", "--since", "x", "--config", "CONFIG"], 2, "not a day"),
    ],
)
def test_a_wrong_call_gets_one_line_and_its_exit_code(
    tmp_path: Path, words: list[str], code: int, says: str
) -> None:
    (tmp_path / "config.yaml").write_text("database: sqlite:///db\n")
    done = jiannuo(*[word.replace("CONFIG", "config.yaml") for word in words], cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_setting_names_line_and_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("crawl:\n  dealy_seconds: 3\n")
    done = jiannuo("status", "--config", "config.yaml", cwd=tmp_path)
    assert done.returncode == 3
    assert "config.yaml:2: crawl.dealy_seconds: unknown setting; did you mean 'delay_seconds'?" in done.stderr


def test_init_writes_what_one_edits_and_does_not_overwrite(tmp_path: Path) -> None:
    assert jiannuo("init", "x", cwd=tmp_path).returncode == 0
    assert (tmp_path / "x" / "register" / "chongqing-2021.yaml").exists()
    again = jiannuo("init", "x", cwd=tmp_path)
    assert again.returncode == 2
    assert "--force" in again.stderr
    assert jiannuo("doctor", "--config", "x/config.yaml", cwd=tmp_path).returncode == 0


def test_match_keeps_the_order_and_names_bad_lines(tmp_path: Path) -> None:
    first = '{"id": 1, "title": "", "text": "重庆金凤实验室投用。", "published": "2022-06-26"}'
    lines = first + '\nnot json\n{"id": 3, "text": "无关。"}\n'
    done = jiannuo("match", "--jsonl", "-", cwd=tmp_path, stdin=lines)
    assert done.returncode == 3
    assert len(done.stdout.splitlines()) == 3
    assert "-:2: not JSON" in done.stderr
    assert '"commitment":"B07"' in done.stdout.splitlines()[0]
