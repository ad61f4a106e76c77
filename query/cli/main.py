"""The door: a table of commands whose modules are imported only when that command runs."""

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

from jiannuo import __version__
from jiannuo.errors import JiannuoError, StoreError
from query.cli.defect import report_defect
from query.cli.output import speak_utf8
from query.cli.plain import plain

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("query.cli.demo:command", "样例全程：抓取→判读→简报 · the whole road on a sample web"),
    "init": ("query.cli.init:command", "写入配置与台账 · write configuration and register into DIR"),
    "run": ("query.cli.run:command", "启动守护进程 · start the daemon"),
    "worker": ("query.cli.worker:command", "工作进程（多机）· crawl for a database on many machines"),
    "web": ("query.cli.web:command", "网页与接口 · serve the pages and the JSON API"),
    "crawl": ("query.cli.crawl:command", "立即抓取信源 · crawl outlets now"),
    "ingest": ("query.cli.ingest:command", "读入文件 · read JSONL, HTML, WARC or feed files"),
    "archive": ("query.cli.archive:app", "大型存档 · read archives on many processes, take in the results"),
    "outlets": ("query.cli.outlets:app", "信源 · list and show outlets"),
    "extract": ("query.cli.extract:command", "从网页提取报道 · article fields of a page"),
    "register": ("query.cli.register:app", "承诺台账 · list, show and check the register"),
    "match": ("query.cli.match:command", "判读报道 · which commitments a report touches"),
    "explain": ("query.cli.explain:command", "为何匹配、为何不 · why a report matched, and why not"),
    "judge": ("query.cli.judge:command", "复核 · confirm, reject or doubt a match"),
    "reindex": ("query.cli.reindex:command", "重建检索索引 · build the full-text index anew"),
    "rematch": ("query.cli.rematch:command", "重读历史报道 · read the stored history again"),
    "evaluate": ("query.cli.evaluate:command", "衡量判读 · measure the reading on labelled reports"),
    "status": ("query.cli.status:command", "运行状况 · how the daemon and its sources are"),
    "board": ("query.cli.board:command", "总览：各项承诺的现状 · where every commitment stands"),
    "silent": ("query.cli.silent:command", "静默与期限 · what went silent, is near due or overdue"),
    "show": ("query.cli.show:command", "一项承诺的现状与时间线 · one commitment's standing and timeline"),
    "readings": ("query.cli.readings:command", "历次读数与目标 · figures over time, plotted or as a picture"),
    "changes": ("query.cli.changes:command", "变化及缘由 · what changed: the news, our rules, or a person"),
    "search": ("query.cli.search:command", "检索已存报道 · search the stored reports"),
    "open": ("query.cli.open:command", "打开页面 · open a commitment's or a report's page"),
    "export": ("query.cli.export:command", "导出表格与日历 · export tables, and due dates as a calendar"),
    "snapshot": ("query.cli.snapshot:command", "可引用的数据快照 · a citable snapshot, and checking one"),
    "sql": ("query.cli.sql:command", "以 SQL 提问（只读）· ask in SQL, read-only"),
    "digest": ("query.cli.digest:command", "预览或发送简报 · preview or send digests"),
    "subscribers": ("query.cli.subscribers:app", "订阅者 · manage subscribers"),
    "hooks": ("query.cli.hooks:app", "网络钩子与群机器人 · webhooks and chat robots"),
    "outbox": ("query.cli.outbox:app", "发件箱 · copies that wait, are in doubt or failed"),
    "bounces": ("query.cli.bounces:command", "退信 · take note of mails that came back"),
    "backup": ("query.cli.backup:command", "备份数据库 · copy the database, verified"),
    "restore": ("query.cli.backup:restore_command", "恢复数据库 · put a backup in its place"),
    "db": ("query.cli.db:app", "整库复制 · copy a database between SQLite and PostgreSQL"),
    "retention": ("query.cli.retention:command", "留存期限 · what is not kept for ever"),
    "doctor": ("query.cli.doctor:command", "体检 · check this installation"),
}


_FOR_THE_OPERATOR = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code; deliberate errors become one line without a traceback."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    speak_utf8()
    try:
        code = _run(words)
    finally:
        # Set last: typer puts its own hook in place when it is called.
        sys.excepthook = report_defect
    sys.exit(code)


def build(words: Sequence[str]) -> typer.Typer:
    """The application in which only the command that ``words`` call for is really imported."""
    app = typer.Typer(
        name="jiannuo",
        help="践诺：跟踪公开承诺的兑现进展 · follow up public commitments in the press.",
        epilog="退出码 · exit codes: 0 ok, 1 defect, 2 usage, 3 input, 4 busy, 5 database, 6 crawl, 7 mail, "
        "8 needs attention (status, doctor), 75 database server away.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    called = next((word for word in words if not word.startswith("-")), "")
    completing = any(name.endswith("_COMPLETE") for name in os.environ)
    for name, (target, help_line) in COMMANDS.items():
        _attach(app, name, target if completing or name == called else None, help_line)
    return app


def _attach(app: typer.Typer, name: str, target: str | None, help_line: str) -> None:
    """Add a command under its name: the real one, or a stub that only carries the help line."""
    if target is None:
        app.command(name, help=help_line)(_stub)
        return
    module_name, _, attribute = target.partition(":")
    module = import_module(module_name)
    found = getattr(module, attribute)
    if isinstance(found, typer.Typer):
        app.add_typer(found, name=name, help=help_line)
    else:
        app.command(name, cls=getattr(module, "Command", None))(found)


def _stub() -> None:
    """Stands for a command that was not called."""


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"jiannuo {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="版本 · print the version")
    ] = False,
) -> None:
    """Options before the command's name."""


def _run(words: list[str]) -> int:
    try:
        return int(build(words)(words, prog_name="jiannuo", standalone_mode=True) or 0)
    except JiannuoError as error:
        return _refuse(error)
    except SystemExit as exit_:
        if isinstance(exit_.__context__, BrokenPipeError):
            return 0
        return exit_.code if isinstance(exit_.code, int) else 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output went away (`jiannuo search … | head`): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as problem:
        if problem.errno not in _FOR_THE_OPERATOR:
            raise
        where = f" ({problem.filename})" if problem.filename else ""
        return _refuse(StoreError(f"{problem.strerror}{where}", "make room, or change the permissions"))


def _refuse(error: JiannuoError) -> int:
    if os.environ.get("JIANNUO_DEBUG"):
        traceback.print_exception(error)
    print(f"jiannuo: error: {plain(str(error))}", file=sys.stderr)  # noqa: T201
    return error.exit_code
