"""`jiannuo snapshot`: a citable copy of all facts as a Data Package, and whether one is still what it was."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiannuo.errors import InputError, UsageError
from query.cli.days import day
from query.cli.opening import ConfigOption, JsonOption, Opened, opened
from query.cli.output import err, print_json, progress, say, text
from query.cli.plain import plain

if TYPE_CHECKING:
    from rich.progress import TaskID

    from jiannuo.model.commitment import Register
    from query.snapshot.files import Written

_VERIFY = "verify"
PUBLISHER = "践诺 jiannuo"


def command(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="FOLDER|FILE.zip | verify FOLDER|FILE.zip",
            help="写入的目录或 zip 文件（不得已有）；verify 核验一份快照 · what to write, which may not be there; or check one",
        ),
    ],
    form: Annotated[
        str, typer.Option("--format", help="jsonl、csv 或 parquet · the tables' format")
    ] = "jsonl",
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of", metavar="DAY", help="现状截至何日，默认今日 · the day of the standings (today)"
        ),
    ] = "",
    texts: Annotated[
        bool,
        typer.Option("--texts", help="附报道全文（不得公开传播）· with whole texts, not to be passed on"),
    ] = False,
    publisher: Annotated[str, typer.Option("--by", help="发布者，用于引用 · who is cited")] = PUBLISHER,
    licence: Annotated[
        str, typer.Option(help="许可（SPDX）：CC-BY-4.0、CC0-1.0 等 · licence, an SPDX name")
    ] = "CC-BY-4.0",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """可引用的数据快照 · A citable snapshot: data, register, schema, checksums; docs/snapshot.md."""
    if len(words) == 2 and words[0] == _VERIFY:
        _verify(Path(words[1]), as_json)
        return
    if len(words) != 1:
        raise UsageError(
            "no snapshot, or several", "give one folder or .zip file, or: verify FOLDER|FILE.zip"
        )
    from query.cli.titles import titles
    from query.snapshot.making import make, refuse_taken
    from query.snapshot.plan import Plan, known_licence, snapshot_form

    target, chosen = Path(words[0]), snapshot_form(form)
    refuse_taken(target)
    have = opened(config)
    plan = Plan(
        register=_register(have),
        titles=titles(have.config),
        as_of=_day(as_of, have),
        form=chosen,
        licence=known_licence(licence),
        publisher=plain(publisher).replace("\n", " ").strip() or PUBLISHER,
        texts=texts,
        silent_months=have.config.settings.digest.silent_months,
    )
    tasks: dict[str, TaskID] = {}
    with progress() as bar:

        def told(what: str, done: int, every: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=every)
            bar.update(tasks[what], completed=done, total=every)

        files = make(have.store, plan, target, told)
    _tell(target, files, as_json)


def _register(have: Opened) -> "Register":
    """The version that the data were last read with; a file that was edited since says nothing of them."""
    from jiannuo.store.registers import latest_register

    with have.store.read() as connection:
        return latest_register(connection, have.register.id) or have.register


def _day(given: str, have: Opened) -> date:
    from jiannuo.clock import CHINA

    return day(given) or have.clock.now().astimezone(CHINA).date()


def _tell(target: Path, files: "list[Written]", as_json: bool) -> None:
    from query.snapshot.descriptor import identity

    rows, size = sum(one.rows for one in files), sum(one.bytes for one in files)
    if as_json:
        counts = {one.held.table.name: one.rows for one in files if one.held}
        print_json({"snapshot": str(target), "id": identity(files), "bytes": size, "rows": counts})
    else:
        err().print(text(f"快照 · snapshot: {target}（{rows:,} 行 · rows, {size:,} bytes）"))
        say(identity(files))


def _verify(path: Path, as_json: bool) -> None:
    from query.snapshot.verifying import verify

    found = verify(path)
    if as_json:
        told = {"id": found.id, "title": found.title, "version": found.version, "bytes": found.bytes}
        print_json({"sound": not found.faults, **told, "files": found.files, "faults": list(found.faults)})
    else:
        for fault in found.faults:
            say(fault)
    if found.faults:
        raise InputError(f"{path} is not what it was ({len(found.faults)} faults)", "get the snapshot anew")
    if not as_json:
        say(f"{found.title}  {found.version}\n{found.id}")
        err().print(text(f"完好 · sound: {found.files} files, {found.bytes:,} bytes"))
