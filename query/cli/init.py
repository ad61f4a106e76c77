"""`jiannuo init`: a folder with everything one edits: configuration and register."""

from pathlib import Path
from typing import Annotated

import typer

from jiannuo.config.load import shipped_folder, starter_config
from jiannuo.errors import UsageError
from query.cli.output import out, text


def command(
    folder: Annotated[Path, typer.Argument(help="目标目录 · where to write")],
    force: Annotated[bool, typer.Option("--force", help="覆盖已有文件 · overwrite what is there")] = False,
) -> None:
    """写入配置与台账 · Write config.yaml and the register into a folder, ready to be edited."""
    files = {folder / "config.yaml": starter_config()}
    for register in sorted(shipped_folder("register").glob("*.yaml")):
        files[folder / "register" / register.name] = register.read_text("utf-8")
    if not force and (there := [file for file in files if file.exists()]):
        raise UsageError(f"{there[0]} exists already", "choose another folder, or overwrite with --force")
    try:
        for file, content in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, "utf-8")
    except OSError as problem:
        raise UsageError(
            f"cannot write into {folder} ({problem.strerror})", "choose a folder you own"
        ) from None
    for file in files:
        out().print(text(f"已写入 · written: {file}"), soft_wrap=True)
    out().print(text(f"接下来 · next: cd {folder} && jiannuo doctor && jiannuo demo"), soft_wrap=True)
