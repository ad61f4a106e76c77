"""Asks for processes that build and send mail (mail_worker.py), and kills them where and when a test wants it."""

import json
import os
import select
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path


class Nursery:
    """One parent for all the processes of a test session."""

    def __init__(self) -> None:
        words = [sys.executable, str(Path(__file__).with_name("mail_worker.py"))]
        self._parent = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)

    def run(
        self, database: Path, port: int, moment: datetime, failpoint: str = "", after: float | None = None
    ) -> int:
        """The exit code of one run: killed at ``failpoint``, or ``after`` so many seconds, if that comes first.

        Port 0 stands for no mail server: copies become files.
        """
        asked = {
            "database": str(database),
            "port": port,
            "moment": moment.isoformat(),
            "failpoint": failpoint,
        }
        assert self._parent.stdin
        assert self._parent.stdout
        self._parent.stdin.write(json.dumps(asked).encode() + b"\n")
        pid = int(self._parent.stdout.readline())
        if after is not None and not select.select([self._parent.stdout], [], [], after)[0]:
            os.kill(pid, signal.SIGKILL)
        return int(self._parent.stdout.readline())

    def close(self) -> None:
        with self._parent:
            self._parent.terminate()
