"""What the installation pins: `requirements.lock` is read by pip whole or not at all."""

import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
# Installed apart: what is only measured against, and Spark, which a cluster has in a version of its own.
UNLOCKED_EXTRAS = {"bench", "spark"}


def _entries() -> list[str]:
    text = (ROOT / "requirements.lock").read_text("utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def test_every_line_of_the_lock_pins_one_package_with_its_hashes() -> None:
    for entry in _entries():
        requirement, *hashes = entry.split("--hash=")
        pinned = Requirement(requirement.strip())  # raises on what pip would refuse
        assert [clause.operator for clause in pinned.specifier] == ["=="], entry
        assert hashes, f"{pinned.name} has no hash"


def test_the_lock_holds_everything_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = list(project["dependencies"])
    for extra, packages in project["optional-dependencies"].items():
        asked += [] if extra in UNLOCKED_EXTRAS else packages
    locked = {canonicalize_name(Requirement(entry.split("--hash=")[0].strip()).name) for entry in _entries()}
    assert {canonicalize_name(Requirement(line).name) for line in asked} - locked == set()
