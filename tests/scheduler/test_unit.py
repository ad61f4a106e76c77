"""The systemd unit is as closed as it claims: exposure 2.0 at most, by systemd's own measure."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNIT = Path(__file__).parents[2] / "deploy" / "jiannuo.service"


def test_the_exposure_is_2_at_most() -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("the unit's exposure is NOT measured: systemd-analyze is not installed")
    done = subprocess.run(
        [program, "security", "--offline=true", "--no-pager", str(UNIT)],
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
