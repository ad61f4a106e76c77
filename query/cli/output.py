"""Where output goes: data on standard output, logs and progress on standard error."""

import json
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from query.cli.plain import plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress


@cache
def out() -> "Console":
    """The console on standard output, for tables that people read."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False)


@cache
def err() -> "Console":
    """The console on standard error, for progress, notes and warnings."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def print_json(value: Any) -> None:
    """One JSON value on one line of standard output, UTF-8, nothing around it."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


def text(value: object) -> Any:
    """Crawled text as a rich Text: harmless, and never read as markup."""
    from rich.text import Text

    return Text(plain(str(value)))


def progress() -> "Progress":
    """A progress bar on standard error; silent when that is not a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err(),
        disable=not sys.stderr.isatty(),
    )
