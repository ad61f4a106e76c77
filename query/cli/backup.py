"""`jiannuo backup` and `jiannuo restore`: a proven copy of the database, and back."""

import contextlib
from itertools import count
from pathlib import Path
from typing import Annotated

import typer

from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import err, print_json, text


def command(
    target: Annotated[
        Path, typer.Argument(help="文件；已有者被替换 · file to write; one that is there is replaced")
    ],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """备份数据库 · Copy the database while the daemon may be running; the copy is checked before it counts."""
    from jiannuo.store.backup import backup

    made = backup(opened(config).store, target.absolute())
    _tell(made, as_json, "备份已核验 · backup, verified")


def restore_command(
    source: Annotated[Path, typer.Argument(help="备份文件 · a file that `backup` wrote")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """恢复数据库 · Put a backup in the database's place; the one that was there is kept beside it."""
    from jiannuo.errors import UsageError
    from jiannuo.lock import single_instance
    from jiannuo.store.backup import restore
    from jiannuo.store.engine import Store

    around = opened(config)
    # Not the opened store: the database that is to be replaced may be damaged.
    with contextlib.closing(Store(around.config.database_url())) as store:
        file = store.sqlite_file
        if file is None:
            raise UsageError("only SQLite databases are restored by jiannuo", "use pg_restore for PostgreSQL")
        if not source.is_file():
            raise UsageError(f"there is no backup at {source}", "name a file that `jiannuo backup` wrote")
        with single_instance(store):
            store.close()
            kept = _keep(file)
            restore(source, file)
    if kept is not None:
        err().print(text(f"原库保留于 · what was there is kept as {kept}"))
    _tell(file, as_json, "已恢复 · restored")


def _keep(file: Path) -> Path | None:
    """A second name for the old file, so that a wrong restore can be undone."""
    if not file.exists() or not file.stat().st_size:
        return None
    names = (file.with_name(f"{file.name}.before-restore{number or ''}") for number in count())
    kept = next(name for name in names if not name.exists())
    kept.hardlink_to(file)
    return kept


def _tell(file: Path, as_json: bool, said: str) -> None:
    size = file.stat().st_size
    if as_json:
        print_json({"file": str(file), "bytes": size})
    else:
        err().print(text(f"{said}: {file} ({size:,} bytes)"))
