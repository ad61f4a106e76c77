"""What the shell offers while a command is typed."""

from pathlib import Path

import pytest
from jiannuo_tests_forge import run


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("completion")
    (folder / "config.yaml").write_text("database: sqlite:///db\n")
    return folder


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("jiannuo sil", "silent"),
        ("jiannuo show A1", "A18"),
        ("jiannuo open B0", "B07"),
        ("jiannuo explain 1 A1", "A18"),
        ("jiannuo readings A18 --measure ", "科技型企业"),
        ("jiannuo silent --deadline over", "overdue"),
        ("jiannuo board --silence not_", "not_looked"),
    ],
)
def test_the_shell_offers_what_fits(home: Path, typed: str, offered: str) -> None:
    words = {"_JIANNUO_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}
    done = run([], home, environment=words)
    assert offered in done.stdout.split(), done.stderr
