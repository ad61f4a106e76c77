"""An answer in SQL is a grid where a row fits on a line, and a line for each value where it does not."""

from pathlib import Path

import pytest
from jiannuo_tests_forge import run


@pytest.mark.parametrize("columns", ["40", "200"])
def test_an_address_stays_whole_on_any_terminal(tmp_path: Path, columns: str) -> None:
    (tmp_path / "config.yaml").write_text("database: sqlite:///db\n")
    address = "http://a.example/" + "x" * 60
    done = run(
        ["sql", f"SELECT '{address}' AS url, '金凤' AS name"], tmp_path, environment={"COLUMNS": columns}
    )
    assert done.returncode == 0, done.stderr
    assert address in done.stdout
    assert ("┃" in done.stdout) is (columns == "200")
