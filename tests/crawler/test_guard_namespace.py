"""The guard as it ships, in a network of its own: no connection to anything private, all public ones reached."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

WORLD = Path(__file__).with_name("guard_world.py")


def permitted() -> bool:
    words = ["unshare", "--net", "--mount", "ip", "link", "set", "lo", "up"]
    have = shutil.which("unshare") and shutil.which("ip")
    return bool(have) and subprocess.run(words, check=False, capture_output=True).returncode == 0


def world() -> Any:
    spec = importlib.util.spec_from_file_location("guard_world", WORLD)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(
    not permitted(), reason="NOT TESTED: a network namespace needs root, unshare(1) and ip(8)"
)
def test_nothing_private_is_connected_to_and_everything_public_is_reached(tmp_path: Path) -> None:
    words = ["unshare", "--net", "--mount", sys.executable, str(WORLD), str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    told, facts = json.loads(done.stdout), world()
    assert len(facts.TARGETS) >= 60
    addresses = {(address.removeprefix("::ffff:"), port) for address, port in told["connected"]}
    assert {
        entry for entry in addresses if entry[0] not in facts.PUBLIC or entry[1] not in (80, 443)
    } == set()
    missed = [url for url in facts.GOOD if url not in told["asked"]]
    assert missed == []
    assert "http://other.test/a/good" in told["asked"]
    outcomes = told["events"][-1]["outcomes"]
    assert outcomes["blocked"] >= 50
    assert sum(outcomes.values()) == told["events"][-1]["found"]
