"""Where the log goes and how a line looks: time, level, then an event word with key=value."""

import logging
import sys
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from jiannuo.config.settings import LogSettings
from jiannuo.errors import UsageError

_BYTES, _KEPT = 10_000_000, 5
_OURS = ("jiannuo", "scheduler", "crawler", "pipelines", "query")


class _Line(logging.Formatter):
    """One event a line; line breaks inside a message are written as ``\\n``."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        text = record.getMessage()
        if record.exc_info:
            text = f"{text} traceback={self.formatException(record.exc_info)!r}"
        text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
        return f"{moment} {record.levelname.lower()} {record.name} {text}"


def set_up_logs(settings: LogSettings, file: Path | None) -> None:
    """Send the log to ``file`` (rotated at 10 MB, five kept) or to standard error.

    Raises UsageError when the file cannot be written.
    """
    handler: logging.Handler
    if file is None:
        handler = logging.StreamHandler(sys.stderr)
    else:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handler = RotatingFileHandler(file, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8")
        except OSError as problem:
            raise UsageError(
                f"the log file {file} cannot be written ({problem.strerror})",
                "change log.file or its folder's permissions",
            ) from None
    handler.setFormatter(_Line())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(settings.level)
