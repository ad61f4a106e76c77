"""The systemd units are as closed as they claim, by systemd's own measure; what starts containers fits the program."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from query.cli.main import COMMANDS

DEPLOY = Path(__file__).parents[2] / "deploy"
UNIT = DEPLOY / "jiannuo.service"
UNITS = sorted(DEPLOY.glob("*.service"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_the_exposure_is_2_at_most(unit: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("the unit's exposure is NOT measured: systemd-analyze is not installed")
    done = subprocess.run(
        [program, "security", "--offline=true", "--no-pager", str(unit)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert found, done.stdout + done.stderr
    assert float(found[1]) <= 2.0


def test_the_watchdog_is_fed_often_enough_and_the_end_has_time() -> None:
    from scheduler.daemon import STANDSTILL_SECONDS, TICK_SECONDS

    text = UNIT.read_text("utf-8")
    settings = dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))
    assert settings["Type"] == "notify"
    assert float(settings["WatchdogSec"]) >= STANDSTILL_SECONDS + 2 * TICK_SECONDS
    assert float(settings["TimeoutStopSec"]) > 20


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_a_command_that_there_is_and_tries_again_when_the_database_was_away(unit: Path) -> None:
    settings = dict(re.findall(r"^(\w+)=(.+)$", unit.read_text("utf-8"), re.MULTILINE))
    assert settings["ExecStart"].split()[1] in COMMANDS
    assert settings["Restart"] == "on-failure"
    assert "75" not in settings["RestartPreventExitStatus"].split()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_finds_nothing_wrong_with_a_unit(unit: Path, tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("the unit's syntax is NOT checked: systemd-analyze is not installed")
    # What is installed elsewhere need not be here.
    text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text("utf-8"), flags=re.MULTILINE)
    (tmp_path / unit.name).write_text(text)
    done = subprocess.run(
        [program, "verify", "--man=no", str(tmp_path / unit.name)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert [line for line in done.stderr.splitlines() if unit.name in line] == []


def _compose() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return document


def test_the_compose_file_starts_commands_that_there_are_and_names_what_it_defines() -> None:
    compose = _compose()
    services = compose["services"]
    own = {name: service for name, service in services.items() if service["image"] == "jiannuo"}
    assert set(own) == {"daemon", "worker", "mail"}
    for service in own.values():
        assert service["command"][0] in COMMANDS
        assert set(service["depends_on"]) <= set(services)
        assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    mounted = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", ())}
    assert {name for name in mounted if not name.startswith(".")} == set(compose["volumes"])


def test_the_container_file_has_the_form_of_one() -> None:
    text = re.sub(r"\\\n", " ", (DEPLOY / "Containerfile").read_text("utf-8"))
    lines = [
        line.split(maxsplit=1) for line in text.splitlines() if line.strip() and not line.startswith("#")
    ]
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "STOPSIGNAL", "ENTRYPOINT", "CMD"}
    assert {line[0] for line in lines} <= known
    assert all(len(line) == 2 for line in lines)
    assert lines[0][0] == "FROM"
    assert [line[1] for line in lines if line[0] == "USER"] == ["jiannuo"]
