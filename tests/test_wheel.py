"""A wheel built here and installed elsewhere carries its data and runs."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    program = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "."]
    subprocess.run(
        [*program, "--wheel-dir", str(folder)], cwd=ROOT, check=True, capture_output=True, timeout=300
    )
    return next(folder.glob("*.whl"))


def test_it_carries_every_file_that_is_no_code(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    packages = ("jiannuo", "crawler", "pipelines", "scheduler", "query", "register")
    data = {
        file.relative_to(ROOT).as_posix()
        for package in packages
        for file in (ROOT / package).rglob("*")
        if file.suffix in {".yaml", ".html", ".xml", ".j2", ".txt", ".css"}
    }
    assert len(data) > 40
    assert data - names == set()
    assert "jiannuo/config/starter.yaml" in names


def test_installed_elsewhere_it_initialises_checks_itself_and_lists_the_register(
    wheel: Path, tmp_path: Path
) -> None:
    target = tmp_path / "site"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        str(target),
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True, timeout=300)
    environment = {**os.environ, "PYTHONPATH": str(target)}

    def run(*words: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
        program = [sys.executable, "-c", "from query.cli.main import main; main()", *words]
        return subprocess.run(
            program, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=120
        )

    where = subprocess.run(
        [sys.executable, "-c", "import jiannuo; print(jiannuo.__file__)"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(str(target))
    assert run("init", "x", cwd=tmp_path).returncode == 0
    assert run("doctor", cwd=tmp_path / "x").returncode == 0
    listed = run("register", "list", "--json", cwd=tmp_path / "x")
    assert len(listed.stdout.splitlines()) == 107
