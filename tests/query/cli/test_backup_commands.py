"""jiannuo backup and restore: what was backed up comes back, nothing is lost by mistake."""

import json
import subprocess
from pathlib import Path

import pytest
from jiannuo_tests_forge import run


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "outlets").mkdir()
    text = "database: sqlite:///jiannuo.db\noutlets: {folders: [outlets]}\n"
    (tmp_path / "config.yaml").write_text(text, "utf-8")
    return tmp_path


def jiannuo(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return run([*words, "--config", "config.yaml"], home)


def addresses(home: Path) -> list[str]:
    shown = jiannuo(home, "subscribers", "list", "--json")
    assert shown.returncode == 0, shown.stderr
    return [entry["address"] for entry in json.loads(shown.stdout)]


def test_what_was_backed_up_comes_back_and_what_it_replaced_is_kept(home: Path) -> None:
    jiannuo(home, "subscribers", "add", "a@example.org")
    made = jiannuo(home, "backup", "copy.db", "--json")
    jiannuo(home, "subscribers", "add", "b@example.org")

    back = jiannuo(home, "restore", "copy.db")

    assert (made.returncode, back.returncode) == (0, 0), made.stderr + back.stderr
    assert json.loads(made.stdout)["file"] == str(home / "copy.db")
    assert addresses(home) == ["a@example.org"]
    assert jiannuo(home, "restore", "jiannuo.db.before-restore").returncode == 0
    assert addresses(home) == ["a@example.org", "b@example.org"]


def test_a_damaged_database_is_brought_back(home: Path) -> None:
    jiannuo(home, "subscribers", "add", "a@example.org")
    jiannuo(home, "backup", "copy.db")
    (home / "jiannuo.db").write_bytes(b"rubbish" * 2_000)

    assert jiannuo(home, "subscribers", "list").returncode == 5
    assert jiannuo(home, "restore", "copy.db").returncode == 0
    assert addresses(home) == ["a@example.org"]


@pytest.mark.parametrize(("content", "code"), [(None, 2), (b"no database at all " * 100, 5), (b"", 5)])
def test_a_bad_backup_replaces_nothing(home: Path, content: bytes | None, code: int) -> None:
    jiannuo(home, "subscribers", "add", "a@example.org")
    if content is not None:
        (home / "copy.db").write_bytes(content)

    refused = jiannuo(home, "restore", "copy.db")

    assert refused.returncode == code, refused.stderr
    assert "Traceback" not in refused.stderr
    assert addresses(home) == ["a@example.org"]


def test_database_and_backup_are_readable_by_their_owner_only(home: Path) -> None:
    jiannuo(home, "subscribers", "add", "a@example.org")
    jiannuo(home, "backup", "copy.db")
    jiannuo(home, "restore", "copy.db")

    made = ("jiannuo.db", "copy.db", "jiannuo.db.before-restore")
    assert {name: (home / name).stat().st_mode & 0o777 for name in made} == dict.fromkeys(made, 0o600)


def test_doctor_warns_of_a_database_that_others_can_read(home: Path) -> None:
    jiannuo(home, "subscribers", "add", "a@example.org")
    quiet = jiannuo(home, "doctor").stdout
    (home / "jiannuo.db").chmod(0o644)

    assert "chmod 600" not in quiet
    assert f"chmod 600 {home}/jiannuo.db" in jiannuo(home, "doctor").stdout
