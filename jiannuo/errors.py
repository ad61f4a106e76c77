"""Every error that jiannuo raises on purpose, grouped by what the operator must do.

JiannuoError
├── UsageError            exit 2   the command was given something it cannot use
├── InputError            exit 3   a file handed in cannot be read as what it should be
│   └── DocumentError              a YAML document: names file, line, field and remedy
│       ├── ConfigError
│       ├── RegisterError
│       └── OutletError
├── BusyError             exit 4   another process holds the database, the port or the lock
├── StoreError            exit 5   the database is missing, newer than this program, or damaged
│   ├── SlowError                  a question took longer than it may
│   └── AwayError         exit 75  the database server cannot be reached now: trying again may help
├── CrawlError            exit 6   a crawl could not be run to its end
└── DeliveryError         exit 7   mail could not be handed over

Exit 0 is success; 1 is an unexpected failure (a defect of ours) and is logged with its traceback.
"""

from pathlib import Path


class JiannuoError(Exception):
    """Base of all deliberate errors: a message for people, the remedy, and an exit code."""

    exit_code = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}; {self.remedy}" if self.remedy else self.message


class UsageError(JiannuoError):
    """The command line asked for something that does not exist or does not fit."""

    exit_code = 2


class InputError(JiannuoError):
    """A file handed in cannot be read as what it should be."""

    exit_code = 3


class DocumentError(InputError):
    """A YAML document is wrong at a place that can be named."""

    def __init__(
        self, message: str, *, file: Path | str, line: int | None = None, field: str = "", remedy: str = ""
    ) -> None:
        place = f"{file}:{line}" if line else f"{file}"
        where = f"{place}: {field}: " if field else f"{place}: "
        super().__init__(f"{where}{message}", remedy)
        self.file = str(file)
        self.line = line
        self.field = field


class ConfigError(DocumentError):
    """config.yaml is wrong."""


class RegisterError(DocumentError):
    """A register is wrong."""


class OutletError(DocumentError):
    """An outlet file is wrong."""


class BusyError(JiannuoError):
    """Something we need for ourselves is held by another process."""

    exit_code = 4


class StoreError(JiannuoError):
    """The database is missing, damaged, or written by a newer program."""

    exit_code = 5


class AwayError(StoreError):
    """The database server cannot be reached now; that passes (75 is EX_TEMPFAIL of sysexits.h)."""

    exit_code = 75


class SlowError(StoreError):
    """A question took longer than it may."""


class CrawlError(JiannuoError):
    """A crawl could not be run to its end."""

    exit_code = 6


class DeliveryError(JiannuoError):
    """Mail could not be handed over."""

    exit_code = 7
