"""`jiannuo open`: the page of a commitment or a report in the browser, or the page in the press behind it."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from jiannuo.errors import UsageError
from query.cli import completing
from query.cli.opening import ConfigOption, JsonOption, Opened, opened
from query.cli.output import err, print_json, say, text

if TYPE_CHECKING:
    from jiannuo.model.commitment import Commitment

_WAITED = 0.5


def command(
    what: Annotated[
        str,
        typer.Argument(
            help="承诺编号或名称，或报道编号或网址，略去则为总览 · commitment, or report by number or address",
            autocompletion=completing.commitments,
        ),
    ] = "",
    original: Annotated[
        bool, typer.Option("--original", help="报刊原页，承诺则为最新佐证的 · the page in the press")
    ] = False,
    only_print: Annotated[bool, typer.Option("--print", help="只印网址 · only print the address")] = False,
    english: Annotated[bool, typer.Option("--english", help="英文页 · the page in English")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """打开页面 · Open a page in the browser; where there is no terminal or no browser, only its address is printed.

    --original refuses addresses that are not plainly of the web (exit code 3): they come out of crawled texts.
    """
    have = opened(config)
    address = _original(have, what) if original else _ours(have, what, "en" if english else "zh")
    shown = not only_print and not as_json and sys.stdout.isatty() and _browse(address)
    if as_json:
        print_json({"address": address})
    else:
        say(address)
    if shown and not original:
        _warn(have)


def _ours(have: Opened, what: str, language: str) -> str:
    from query.addresses import page_address

    web = have.config.settings.web
    if not what:
        return page_address(web, "/", language)
    if not _is_report(what):
        return page_address(web, f"/commitments/{_entry(have, what).id}", language)
    return page_address(web, f"/reports/{_report(have, what)[0]}", language)


def _original(have: Opened, what: str) -> str:
    from query.addresses import web_address

    if not what:
        raise UsageError("no page in the press is behind the board", "name a commitment or a report")
    if _is_report(what):
        return web_address(_report(have, what)[1])
    return web_address(_newest(have, _entry(have, what)))


def _is_report(what: str) -> bool:
    return (what.isascii() and what.isdigit()) or "://" in what


def _entry(have: Opened, what: str) -> "Commitment":
    from query.naming import find

    return find(have.register, what)


def _report(have: Opened, what: str) -> tuple[int, str]:
    from query.cli.stored import stored_report

    with have.store.read() as connection:
        stored = stored_report(connection, what)
    return stored.id, stored.report.url


def _newest(have: Opened, entry: "Commitment") -> str:
    """The address of the newest evidence of a commitment."""
    from jiannuo.model.asking import Filter
    from jiannuo.store.asking import search

    ask = replace(Filter(), commitments=(entry.id,), limit=1)
    for found in search(have.store, ask, have.register.id):
        return found.url
    raise UsageError(f"{entry.id} has no evidence yet", f"see what was promised: jiannuo open {entry.id}")


def _browse(address: str) -> bool:
    """Whether a browser took it."""
    import webbrowser

    try:
        return webbrowser.open(address)
    except (webbrowser.Error, OSError):
        return False


def _warn(have: Opened) -> None:
    """Say how to start the pages, where they are ours to start and nobody listens."""
    import socket

    web = have.config.settings.web
    if web.public_url:
        return
    try:
        socket.create_connection((web.host, web.port), timeout=_WAITED).close()
    except OSError:
        err().print(
            text("页面未在运行，可先 jiannuo web · the pages are not up: jiannuo web"), style="yellow"
        )
