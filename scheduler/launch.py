"""The first lines of a child process: it dies with the parent that started it, then becomes the named module.

``python -m scheduler.launch MODULE ARGUMENTS…``
"""

import ctypes
import os
import runpy
import signal
import sys

PARENT = "JIANNUO_PARENT"
_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask the kernel (Linux) for SIGKILL when the parent dies; leave at once when it is dead already.

    Without it a daemon that was killed would leave its crawls behind, beside those of its successor.
    """
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    expected = os.environ.get(PARENT)
    if expected and str(os.getppid()) != expected:
        os._exit(1)


if __name__ == "__main__":
    die_with_parent()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
