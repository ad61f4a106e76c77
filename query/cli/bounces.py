"""`jiannuo bounces`: mails that came back, from a pipe, a file, an mbox or a maildir."""

import mailbox
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from jiannuo.errors import UsageError
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import out, print_json, text


def command(
    source: Annotated[
        str, typer.Argument(help="邮件、mbox、maildir，或 - 表示标准输入 · a mail, mbox, maildir, or -")
    ],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """退信 · Take note of mails that came back (RFC 3464); three in a row suspend an address.

    For an alias of the mail server: jiannuo: "|jiannuo bounces - --config /etc/jiannuo/config.yaml".
    Files are left where they are; the same bounce twice counts once.
    """
    from jiannuo.locale import wording
    from jiannuo.store.refusals import mark_bounced
    from scheduler.correspondence import Correspondent
    from scheduler.dsn import read_bounce
    from scheduler.message import Letterhead
    from scheduler.suspending import maybe_suspend

    around = opened(config)
    mail = around.config.settings.mail
    head = Letterhead(mail.sender, mail.sender_name)
    correspondent = Correspondent(head, wording(around.config.settings.digest.language))
    told, others = [], 0
    for data in _mails(source):
        bounce = read_bounce(data)
        address = mark_bounced(around.store, bounce.message_id, bounce.answer) if bounce else None
        if bounce is None or address is None:
            others += 1
            continue
        suspended = maybe_suspend(
            around.store, correspondent, mail.operator, address, bounce.answer, around.clock.now()
        )
        told.append({"address": address, "answer": bounce.answer, "suspended": suspended})
    if as_json:
        print_json({"bounces": told, "others": others})
        return
    for one in told:
        state = "已停寄 · suspended" if one["suspended"] else "已记录 · noted"
        out().print(text(f"{one['address']}  {one['answer']}  {state}"))
    out().print(text(f"退信 {len(told)} 封，其他 {others} 封 · {len(told)} bounces, {others} other mails"))


def _mails(source: str) -> Iterator[bytes]:
    if source == "-":
        yield sys.stdin.buffer.read()
        return
    path = Path(source)
    try:
        if path.is_dir():
            yield from (
                file.read_bytes() for name in ("new", "cur") for file in sorted((path / name).glob("*"))
            )
        elif _is_mbox(path):
            yield from (bytes(entry) for entry in mailbox.mbox(path, create=False))
        else:
            yield path.read_bytes()
    except OSError as problem:
        raise UsageError(
            f"{source} cannot be read ({problem.strerror})", "give a mail, an mbox or a maildir"
        ) from None


def _is_mbox(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(5) == b"From "
