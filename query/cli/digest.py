"""`jiannuo digest`: look at what a digest would say, or build and send what is due."""

import contextlib
import time
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from jiannuo.errors import DeliveryError, UsageError
from query.cli.opening import ConfigOption, JsonOption, Opened, opened
from query.cli.output import err, out, print_json, text
from query.cli.titles import titles

if TYPE_CHECKING:
    from jiannuo.model.subscription import DigestWindow, Wish
    from scheduler.outbox import Outbox


def command(
    preview: Annotated[bool, typer.Option("--preview", help="只看不发 · show, store nothing")] = False,
    send: Annotated[
        bool, typer.Option("--send", help="生成并投递到期简报 · build and send what is due")
    ] = False,
    since: Annotated[str, typer.Option(help="自（含）· from this day on, 2026-11-01")] = "",
    until: Annotated[str, typer.Option(help="至（不含）· up to this day, exclusive")] = "",
    subscriber: Annotated[str, typer.Option(help="按该订阅者的选择 · as this subscriber gets it")] = "",
    language: Annotated[str, typer.Option(help="zh | en")] = "",
    html: Annotated[Path | None, typer.Option(help="把 HTML 写入文件 · write the HTML there")] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """预览或投递简报 · Preview a digest (default: the last 7 days), or --send what is due."""
    if send and preview:
        raise UsageError("--preview and --send exclude each other", "choose one")
    around = opened(config)
    if send:
        _send(around, as_json)
    else:
        wish = _wish(around, subscriber, language)
        _preview(around, wish, _window(around, wish, since, until), html, as_json)


def _outbox(around: Opened) -> "Outbox":
    from scheduler.outbox import Outbox

    settings = around.config.settings
    folder = around.config.path(settings.mail.folder)
    outlets, english = titles(around.config), titles(around.config, "en")
    return Outbox(around.store, around.register, settings, folder, outlets, around.clock, english=english)


def _wish(around: Opened, subscriber: str, language: str) -> "Wish":
    from dataclasses import replace

    from jiannuo.model.subscription import Wish
    from jiannuo.store.subscriptions import subscriptions_of

    defaults = around.config.settings.digest
    wish = Wish(zone=defaults.zone, hour=defaults.hour, language=defaults.language)
    if subscriber:
        wish = subscriptions_of(around.store, subscriber)[0].wish
    if language not in ("", "zh", "en"):
        raise UsageError(f"no language {language!r}", "choose zh or en")
    return replace(wish, language=language) if language else wish


def _window(around: Opened, wish: "Wish", since: str, until: str) -> "DigestWindow":
    from jiannuo.model.subscription import DigestWindow

    zone = ZoneInfo(wish.zone)
    end = _day(until, zone) if until else around.clock.now()
    start = _day(since, zone) if since else end - timedelta(days=7)
    if start >= end:
        raise UsageError("the window is empty", "--since must be before --until")
    return DigestWindow(start, end)


def _day(words: str, zone: ZoneInfo) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(words), clock_time(), tzinfo=zone)
    except ValueError:
        raise UsageError(f"{words!r} is not a day", "write it like 2026-11-24") from None


def _preview(around: Opened, wish: "Wish", window: "DigestWindow", html: Path | None, as_json: bool) -> None:
    from scheduler.content import as_json as plain

    digest, rendered = _outbox(around).preview(wish, window)
    if html is not None:
        html.write_text(rendered.html, "utf-8")
        err().print(text(f"HTML: {html.absolute()}"))
    if as_json:
        print_json({"subject": rendered.subject, "digest": plain(digest), "text": rendered.text})
    elif html is None:
        out().print(text(rendered.subject), style="bold")
        out().print(text(rendered.text), soft_wrap=True)


def _send(around: Opened, as_json: bool) -> None:
    from jiannuo.lock import single_instance
    from scheduler.sender import Sender

    settings, folder = around.config.settings.mail, around.config.path(around.config.settings.mail.folder)
    with single_instance(around.store), contextlib.closing(around.store):
        sender = Sender(around.store, settings, folder, around.clock)
        sender.recover()
        queued = _outbox(around).build_due()
        tally = sender.drain()
        while not sender.ready() and not sender.resting():
            time.sleep(1)  # the rate per minute is used up
            tally += sender.drain()
    where = f"{settings.host}:{settings.port}" if settings.host else str(folder)
    if as_json:
        print_json({"digests": queued, "copies": dict(tally), "to": where})
    else:
        copies = ", ".join(f"{state} {count}" for state, count in sorted(tally.items())) or "0"
        err().print(text(f"简报 · digests {len(queued)}; 副本 · copies: {copies}; → {where}"))
    if settings.host and sender.resting():
        raise DeliveryError(
            f"the mail server {where} could not be used ({sender.last_trouble})",
            "check mail.* in the configuration; the copies wait in the outbox",
        )
