"""Asks for processes that build and send mail (mail_worker.py), and kills them where and when a test wants it."""

import json
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

from jiannuo.lock import holder
from jiannuo.store.engine import Store


class Nursery:
    """One parent for all the processes of a test session."""

    def __init__(self, empty_database: Path) -> None:
        words = [sys.executable, str(Path(__file__).with_name("mail_worker.py")), str(empty_database)]
        self._parent = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)

    def run(
        self,
        store: Store,
        port: int,
        moment: datetime,
        failpoint: str = "",
        after: float | None = None,
        folder: Path = Path(),
    ) -> int:
        """The exit code of one run: killed at ``failpoint``, or ``after`` so many seconds, if that comes first.

        Port 0 stands for no mail server: copies become files in ``folder``. A database server may learn late that
        a process is dead; it is waited for, as a service manager does that starts it again.
        """
        asked = {
            "database": store.engine.url.render_as_string(hide_password=False),
            "folder": str(folder),
            "port": port,
            "moment": moment.isoformat(),
            "failpoint": failpoint,
            "after": after,
        }
        assert self._parent.stdin
        assert self._parent.stdout
        self._parent.stdin.write(json.dumps(asked).encode() + b"\n")
        code = int(self._parent.stdout.readline())
        while code and store.sqlite_file is None and holder(store):
            time.sleep(0.005)
        return code

    def close(self) -> None:
        with self._parent:
            self._parent.terminate()
