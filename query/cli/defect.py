"""What is shown when jiannuo itself fails: one line, and a file with the traceback for those who mend it."""

import os
import sys
import tempfile
import traceback
from types import TracebackType

from query.cli.plain import plain

_LONGEST = 300


def report_defect(kind: type[BaseException], failure: BaseException, trace: TracebackType | None) -> None:
    """An exception hook: the traceback goes to a file (to the terminal with JIANNUO_DEBUG set); exit code 1."""
    if os.environ.get("JIANNUO_DEBUG"):
        sys.__excepthook__(kind, failure, trace)
        return
    said = plain(f"{kind.__name__}: {failure}".replace("\n", " "))[:_LONGEST]
    where = _written("".join(traceback.format_exception(kind, failure, trace)))
    remedy = f"this is a defect of jiannuo: please report it with {where}"
    sys.stderr.write(f"jiannuo: error: unexpected failure ({said}); {remedy}\n")


def _written(told: str) -> str:
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="jiannuo-defect-", suffix=".txt", delete=False, encoding="utf-8", errors="replace"
        ) as file:
            file.write(told)
    except OSError:
        return "what JIANNUO_DEBUG=1 shows"
    return file.name
