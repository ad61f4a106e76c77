"""Commands and crawls as processes of their own that need no start: forks of one that has everything loaded.

A fork has its own folder, environment, words, files and exit code. Only that interpreter and modules are there
already tells it from a program that was started, which the tests of the door, the daemon and the wheel look at.
"""

import atexit
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parent.parent
COMMAND, CRAWL = "query.cli.main", "crawler.child"
# What Scrapy and Twisted import only when a crawl begins.
LATER = ("pipelines.prepare", "pipelines.saving", "OpenSSL.SSL", "scrapy.core.downloader.tls")
LATER += ("scrapy.extensions.remote_control", "twisted.internet.asyncioreactor", "service_identity")


def run(
    words: Sequence[str],
    cwd: Path,
    *,
    module: str = COMMAND,
    given: str = "",
    environment: Mapping[str, str] | None = None,
    timeout: float = 60,
) -> "subprocess.CompletedProcess[str]":
    """What ``subprocess.run([program, *words])`` gives, with text in and out."""
    with (
        tempfile.TemporaryFile() as asked,
        tempfile.TemporaryFile() as said,
        tempfile.TemporaryFile() as wrong,
    ):
        asked.write(given.encode())
        asked.seek(0)
        whole = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
        order = {"module": module, "words": list(words), "cwd": str(cwd), "environment": whole}
        code = _ordered(order, (asked, said, wrong), timeout)
        said.seek(0)
        wrong.seek(0)
        texts = [file.read().decode().replace("\r\n", "\n") for file in (said, wrong)]
    return subprocess.CompletedProcess(list(words), code, *texts)


def ingested(
    folder: Path, reports: Iterable[Mapping[str, object]], config: str = "database: sqlite:///db\n"
) -> Path:
    """The folder, now with a configuration and a database of these reports, taken in by the command."""
    (folder / "config.yaml").write_text(config)
    lines = "".join(json.dumps(report, ensure_ascii=False) + "\n" for report in reports)
    (folder / "reports.jsonl").write_text(lines, "utf-8")
    done = run(["ingest", "reports.jsonl"], folder)
    assert done.returncode == 0, done.stderr
    return folder


def _ordered(order: dict[str, object], files: tuple[IO[bytes], ...], timeout: float) -> int:
    line = _smith()
    with tempfile.TemporaryFile() as long:
        # The words may be longer than what a packet takes.
        long.write(json.dumps(order).encode())
        long.flush()
        socket.send_fds(line, [b"x"], [long.fileno(), *(file.fileno() for file in files)])
    line.settimeout(timeout)
    pid = int(line.recv(32))
    try:
        return int(line.recv(32))
    except TimeoutError:
        os.kill(pid, signal.SIGKILL)
        line.recv(32)
        raise subprocess.TimeoutExpired(str(order["words"]), timeout) from None


@cache
def _smith() -> socket.socket:
    """The line to the process whose forks the programs are; it ends when the line is closed."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        words = [sys.executable, str(Path(__file__)), str(theirs.fileno())]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        smith = subprocess.Popen(words, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, env=environment)

    def end() -> None:
        ours.close()
        smith.wait(20)

    atexit.register(end)
    return ours


def _warm() -> None:
    """Load what every program would load for itself, and read one text."""
    from jiannuo.config.load import shipped_folder
    from jiannuo.model.report import Report
    from jiannuo.register.load import load_register
    from pipelines.reading.reader import Reader
    from query.cli.main import COMMANDS

    for target, _ in COMMANDS.values():
        import_module(target.partition(":")[0])
    for module in (CRAWL, "crawler.spiders.outlet", "jiannuo.store.migrate", "query.evaluate", *LATER):
        import_module(module)
    assert "twisted.internet.reactor" not in sys.modules, "a reactor cannot be shared by forks"
    reader = Reader(load_register(shipped_folder("register") / "chongqing-2021.yaml"))
    reader.read(
        Report("http://a.example/1", "s", "投用", "6月15日，金凤实验室正式投用。"), outlet_place="chongqing"
    )
    gc.freeze()


def _serve(line: socket.socket) -> None:
    _warm()
    while True:
        told, handles, _, _ = socket.recv_fds(line, 1, 4)
        if not told:
            return
        pid = os.fork()
        if pid == 0:
            line.close()
            _become(*handles)
        for handle in handles:
            os.close(handle)
        line.send(str(pid).encode())
        line.send(str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])).encode())


def _become(order: int, *files: int) -> None:
    """Be the program that is ordered; never returns."""
    code = 1
    try:
        with os.fdopen(order, "rb") as stream:
            stream.seek(0)
            asked = json.load(stream)
        for number, handle in enumerate(files):
            os.dup2(handle, number)
            os.close(handle)
        os.environ.clear()
        os.environ.update(asked["environment"])
        os.chdir(asked["cwd"])
        sys.argv = [asked["module"], *asked["words"]]
        code = import_module(asked["module"]).main(asked["words"]) or 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    finally:
        if sys.exc_info()[0] is not None:
            sys.excepthook(*sys.exc_info())  # as the interpreter does on its way out
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as given_line:
        _serve(given_line)
