"""The first lines of a child process: it dies with the parent that started it, then becomes the named module.

Without it a daemon that was killed would leave its crawls behind, beside those of its successor.

``python -m scheduler.launch MODULE ARGUMENTS…``
"""

import runpy
import sys

from jiannuo.orphan import die_with_parent

if __name__ == "__main__":
    die_with_parent()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
