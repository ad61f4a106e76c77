"""`jiannuo snapshot` writes, says what it wrote, and checks; what cannot be is refused in one line."""

import json
import subprocess
from pathlib import Path

import pytest
from jiannuo_tests_forge import ingested, run


def jiannuo(*words: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return run(words, cwd, environment={"COLUMNS": "120"})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    report = {
        "url": "http://a.example/1",
        "title": "=1+1 投用\x1b[2J",
        "published": "2022-06-26",
        "text": "6月25日，重庆金凤实验室正式投用，首批科研团队入驻。",
    }
    folder = ingested(tmp_path_factory.mktemp("home"), [report])
    done = jiannuo("snapshot", "made", "--as-of", "2026-11-30", "--by", "某\n机构", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["rows"]["v_events"], told["rows"]["v_commitments"] > 100) == (1, True)
    return folder


def test_what_was_written_is_sound_and_known_by_its_identifier(home: Path) -> None:
    told = json.loads(jiannuo("snapshot", "verify", "made", "--json", cwd=home).stdout)
    assert told["sound"] is True
    shown = jiannuo("snapshot", "verify", "made", cwd=home)
    assert (shown.returncode, told["id"] in shown.stdout) == (0, True)
    readme = (home / "made" / "README.md").read_text("utf-8")
    assert told["id"] in readme
    assert "某 机构" in readme
    summed = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=home / "made", check=False)
    assert summed.returncode == 0
    again = jiannuo("snapshot", "again.zip", "--as-of", "2026-11-30", "--by", "某\n机构", cwd=home)
    assert again.stdout == told["id"] + "\n"


def test_a_change_is_told_with_its_own_exit_code(home: Path, tmp_path: Path) -> None:
    done = jiannuo("snapshot", str(tmp_path / "out"), cwd=home)
    assert done.returncode == 0, done.stderr
    (tmp_path / "out" / "CITATION.cff").write_text("\x1b[2J")
    found = jiannuo("snapshot", "verify", str(tmp_path / "out"), cwd=home)
    assert (found.returncode, "CITATION.cff" in found.stdout) == (3, True)
    told = jiannuo("snapshot", "verify", str(tmp_path / "out"), "--json", cwd=home)
    assert (told.returncode, json.loads(told.stdout)["sound"]) == (3, False)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], 2),
        (["made"], 2),
        (["nowhere/out"], 2),
        (["out", "--format", "xlsx"], 2),
        (["out", "--licence", "mine"], 2),
        (["out", "--as-of", "gestern"], 2),
        (["one", "two"], 2),
        (["verify", "nothing"], 3),
        (["verify", "reports.jsonl"], 3),
    ],
)
def test_what_cannot_be_is_refused(home: Path, words: list[str], code: int) -> None:
    done = jiannuo("snapshot", *words, cwd=home)
    assert (done.returncode, done.stdout) == (code, "")
    assert "Traceback" not in done.stderr
    assert not (home / "out").exists()
