"""A PostgreSQL server of our own on a host of its own, that may be killed and started again."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from growing_hosts import Host


class Database:
    """The server; it listens on its host's address and on a socket for us."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.folder = Path(tempfile.mkdtemp(prefix="jn-pg-", dir="/tmp"))
        self._account = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        shutil.chown(self.folder, self._account)
        self._run("initdb", "-D", f"{self.folder}/data", "-A", "trust", "-U", "jiannuo", "--locale=C.UTF-8")
        (self.folder / "data" / "pg_hba.conf").open("a").write("host all all 10.77.0.0/24 trust\n")
        self.start()
        self._run("createdb", "-h", str(self.folder), "-U", "jiannuo", "crowd")

    @property
    def url(self) -> str:
        """As the workers reach it."""
        return f"postgresql+psycopg://jiannuo@{self._host.address}/crowd"

    @property
    def local(self) -> str:
        """As we reach it, whatever becomes of the network."""
        return f"postgresql+psycopg://jiannuo@/crowd?host={self.folder}"

    def start(self) -> None:
        """Start it; it answers when this returns."""
        options = f"-k {self.folder} -c listen_addresses={self._host.address} -c max_connections=200"
        self._run(
            "pg_ctl", "-D", f"{self.folder}/data", "-w", "-l", f"{self.folder}/log", "-o", options, "start"
        )

    def stop(self, mode: str) -> None:
        """``fast`` in good order, ``immediate`` as if the power had failed."""
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", mode, "-w", "stop")

    def remove(self) -> None:
        """Stop it and throw everything away."""
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *words: str) -> None:
        user = self._account if os.geteuid() == 0 else None
        command = [str(self._programs / program), *words]
        with (self.folder / "programs").open("a") as said:
            if os.geteuid() == 0:
                # A namespace is entered by root, who may not run the server.
                command = self._host.words("setpriv", f"--reuid={user}", "--clear-groups", *command)
            subprocess.run(command, cwd=self.folder, check=True, stdout=said, stderr=said, timeout=120)
