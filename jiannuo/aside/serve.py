"""The second process: does one job after the other until its socket closes: ``python -m jiannuo.aside.serve FD``."""

import contextlib
import logging
import pickle
import signal
import socket
import sys
from typing import Any

from jiannuo.aside.frames import Frames, framed
from jiannuo.failpoints import reach
from jiannuo.orphan import die_with_parent

_AT_ONCE = 1 << 20


def main() -> None:
    """Answer every job with (True, result) or (False, problem), in order."""
    # The whole group of a crawl is told to end; the crawl then ends us by closing the socket.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    frames = Frames()
    with socket.socket(fileno=int(sys.argv[1])) as line, contextlib.suppress(BrokenPipeError):
        while data := line.recv(_AT_ONCE):
            for function, arguments in frames.feed(data):
                reach("aside.job")
                line.sendall(_answer(function, arguments))


def _answer(function: Any, arguments: tuple[Any, ...]) -> bytes:
    try:
        return framed((True, function(*arguments)))
    except Exception as problem:  # noqa: BLE001 (whoever asked gets it, as if the job had been done there)
        return framed((False, _portable(problem)))


def _portable(problem: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(problem))  # noqa: S301 (our own)
    except Exception:  # noqa: BLE001 (whatever keeps it from travelling)
        return RuntimeError(f"{type(problem).__name__}: {problem}")
    return problem


if __name__ == "__main__":
    die_with_parent()
    main()
