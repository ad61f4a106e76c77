"""The memory of an idle daemon: all of it running (pages, forms, mail, hooks), nothing to do; asked: at most 150 MB."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ASKED = 150
CONFIG = """\
database: sqlite:///jiannuo.db
register: {register}
outlets: {{folders: [outlets]}}
web: {{port: 0, public_url: "https://promises.example"}}
"""


def main(seconds: str = "30") -> int:
    """Start it, wait, and read its resident memory from the kernel; 1 when it is above what was asked."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "outlets").mkdir()
        register = Path(__file__).parents[1] / "register" / "chongqing-2021.yaml"
        (home / "config.yaml").write_text(CONFIG.format(register=register), "utf-8")
        program = [
            str(Path(sys.executable).with_name("jiannuo")),
            "run",
            "--config",
            str(home / "config.yaml"),
        ]
        with subprocess.Popen(program, stderr=subprocess.DEVNULL, env=dict(os.environ)) as daemon:
            time.sleep(float(seconds))
            status = Path(f"/proc/{daemon.pid}/status").read_text()
            daemon.terminate()
    rows = dict(line.split(":", 1) for line in status.splitlines())
    now, most = (int(rows[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    print(f"idle daemon: {now:.0f} MB resident, {most:.0f} MB at most (asked: {ASKED} MB)")
    return int(most > ASKED)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
