"""`jiannuo retention`: what is older than it is kept for, and letting go of it."""

from typing import Annotated

import typer

from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import err, out, print_json, text

_NAMES = {
    "bodies": "已了结副本的原文 · bytes of finished copies",
    "copies": "已了结副本的记录 · records of finished copies",
    "letters": "确认信与通知 · letters and notes",
    "mails": "简报的邮件版（网页版不删）· mail form of digests (their pages stay)",
    "pages": "读不出的网页原文 · bytes of pages that could not be read",
    "crawls": "巡查记录 · records of crawls",
    "signups": "未确认的订阅申请 · sign-ups",
    "written": "写出的 .eml 副本 · copies written as .eml",
    "archive": "原始网页存档（天）· days of the raw archive",
    "backups": "升级前的数据库副本 · copies made before migrations",
}


def command(
    apply: Annotated[bool, typer.Option("--apply", help="真的清理 · really let go of it")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """留存期限 · What is older than it is kept for; only looks, unless --apply. Evidence is never touched."""
    from scheduler.retention import Retention

    around = opened(config)
    retention = Retention(around.store, around.config, around.clock)
    found = retention.look()
    done = retention.apply() if apply else {}
    if as_json:
        old = {name: {"days": one.days, "count": one.count, "bytes": one.size} for name, one in found.items()}
        print_json({"old": old, "let_go": done})
        return
    from rich.table import Table

    table = Table("内容 · what", "保留天数 · days", "过期 · older", "字节 · bytes")
    for name, one in found.items():
        table.add_row(text(_NAMES[name]), str(one.days), f"{one.count:,}", f"{one.size:,}")
    out().print(table)
    if apply:
        err().print(text("已清理 · let go: " + ", ".join(f"{name} {n}" for name, n in done.items())))
    else:
        err().print(text("只看未动；清理加 --apply · nothing was touched; --apply lets go of it"))
