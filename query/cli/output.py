"""Where output goes: data on standard output, logs and progress on standard error."""

import codecs
import io
import json
import re
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from query.cli.plain import HARMFUL, plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress


_TOO_SMALL = ("ascii", "iso8859-1")
_UNSAFE = re.compile(f"{HARMFUL.pattern}|[\ud800-\udfff]")


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
    """One JSON value on one line of standard output, nothing around it.

    Characters that could act on a terminal, and halves of characters, are written as ``\\u`` escapes.
    """
    line = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.write(_UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", line) + "\n")


def speak_utf8() -> None:
    """Write Chinese also where the locale knows only ASCII, as under cron; never fail for a character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            known = codecs.lookup(stream.encoding).name
            stream.reconfigure(encoding="utf-8" if known in _TOO_SMALL else known, errors="replace")


def say(line: str) -> None:
    """One harmless line on standard output; long ones are left to the terminal to fold."""
    out().print(text(line), soft_wrap=True)


def text(value: object) -> Any:
    """Crawled text as a rich Text: harmless, and never read as markup."""
    from rich.text import Text

    # Chinese has no spaces to wrap at: without folding, rich would cut long cells off.
    return Text(plain(str(value)), overflow="fold")


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
