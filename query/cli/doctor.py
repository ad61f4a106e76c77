"""`jiannuo doctor`: is this installation fit to run? Exit code 0 when it is, 8 when something is not."""

import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from jiannuo.config.load import reveal
from jiannuo.errors import JiannuoError
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import out, print_json, text

if TYPE_CHECKING:
    from jiannuo.store.engine import Store
    from query.cli.opening import Opened

_FLOORS = {
    "scrapy": (2, 17),
    "brotli": (1, 2),
    "apscheduler": (3, 11),
    "sqlalchemy": (2, 0, 40),
    "starlette": (1, 3, 1),
}
_ATTENTION = 8
_LEAST_FREE = 200_000_000
_PASSWORD_IN_URL = re.compile(r"://[^/@]*:[^/@]+@")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: ok, warn or fail, what was seen, and the remedy."""

    what: str
    grade: str
    seen: str
    remedy: str = ""


def command(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """体检 · Check this installation: versions, configuration, register, outlets, database."""
    have = opened(config)
    findings = [*_versions(), _permissions(have)]
    for what, look in _LOOKS.items():
        findings.append(_guarded(what, look, have))
    if as_json:
        print_json([{"what": f.what, "grade": f.grade, "seen": f.seen, "remedy": f.remedy} for f in findings])
    else:
        for finding in findings:
            mark = {"ok": "✓", "warn": "!", "fail": "✗"}[finding.grade]
            remedy = f"; {finding.remedy}" if finding.remedy else ""
            out().print(text(f"{mark} {finding.what}: {finding.seen}{remedy}"), soft_wrap=True)
    if any(finding.grade == "fail" for finding in findings):
        raise typer.Exit(_ATTENTION)


def _versions() -> list[Finding]:
    found = [Finding("python", "ok", sys.version.split()[0])]
    for package, floor in _FLOORS.items():
        least = ".".join(map(str, floor))
        try:
            have = version(package)
        except PackageNotFoundError:
            found.append(Finding(package, "fail", "not installed", f"pip install '{package}>={least}'"))
            continue
        numbers = tuple(int(part) for part in have.split(".")[:3] if part.isdigit())
        if numbers >= floor:
            found.append(Finding(package, "ok", have))
        else:
            found.append(Finding(package, "fail", have, f"upgrade to {least} or newer"))
    return found


def _permissions(have: "Opened") -> Finding:
    file = have.config.file
    if file is None:
        return Finding("config", "warn", "none found: all defaults", "write one with: jiannuo init DIR")
    settings = have.config.settings
    password = settings.mail.password
    plain = password is not None and not password.get_secret_value().startswith(("env:", "file:"))
    plain = plain or bool(_PASSWORD_IN_URL.search(settings.database.get_secret_value()))
    if plain and file.stat().st_mode & 0o077:
        return Finding("config", "warn", f"{file} holds a password others can read", f"chmod 600 {file}")
    return Finding("config", "ok", str(file))


def _guarded(what: str, look: "Callable[[Opened], Finding]", have: "Opened") -> Finding:
    try:
        return look(have)
    except JiannuoError as problem:
        return Finding(what, "fail", problem.message, problem.remedy)


def _register(have: "Opened") -> Finding:
    register = have.register
    return Finding("register", "ok", f"{register.id}, {len(register.commitments)} commitments")


def _outlets(have: "Opened") -> Finding:
    from crawler.outlets import followed

    names = [outlet.name for outlet in followed(have.config.settings, have.config.folder)]
    if names:
        return Finding("outlets", "ok", f"{len(names)} followed: {', '.join(names)}")
    return Finding(
        "outlets", "warn", "none is followed", "confirm one, then name it under outlets.also in config.yaml"
    )


def _database(have: "Opened") -> Finding:
    """Looked at, never changed: the schema is migrated by the commands that need it."""
    from jiannuo.store.engine import Store

    url = have.config.database_url()
    file = _sqlite_file(url)
    if file is not None and not file.exists():
        return Finding(
            "database", "ok", f"{file} is not there yet", "the first command that needs it makes it"
        )
    store = Store(url)
    try:
        return _schema(store)
    finally:
        store.close()


def _schema(store: "Store") -> Finding:
    from jiannuo.store.backup import verify
    from jiannuo.store.migrate import head, schema_version
    from jiannuo.store.private import open_to_others

    where = store.engine.dialect.name
    if store.sqlite_file is not None:
        verify(store.sqlite_file)
        where = str(store.sqlite_file)
        if open_to_others(store.sqlite_file):
            return Finding("database", "warn", f"{where} can be read by others", f"chmod 600 {where}")
    have = schema_version(store)
    if have == head():
        return _searchable(store, f"{where}, whole, schema {have}")
    newer = have is not None and have > head()
    if newer:
        return Finding("database", "fail", f"{where}, schema {have}, newer than {head()}", "upgrade jiannuo")
    return Finding("database", "warn", f"{where}, schema {have}", f"the next command brings it to {head()}")


def _searchable(store: "Store", seen: str) -> Finding:
    from jiannuo.store.index import progress

    with store.read() as connection:
        index = progress(connection)
    if index.whole:
        return Finding("database", "ok", seen)
    waiting = f"{seen}; the search index is incomplete ({index.done} of {index.stored_before})"
    return Finding(
        "database", "warn", waiting, "searching is slow until `jiannuo reindex` or the daemon is done"
    )


def _journal(have: "Opened") -> Finding:
    import sqlite3

    from jiannuo.store.engine import journal_mode

    mode = journal_mode(sqlite3.sqlite_version_info)
    seen = f"{sqlite3.sqlite_version}, journal {mode}"
    if mode == "WAL":
        return Finding("sqlite", "ok", seen)
    return Finding("sqlite", "ok", f"{seen} (this version's WAL can corrupt: the rollback journal is used)")


def _disk(have: "Opened") -> Finding:
    import shutil

    folder = _sqlite_file(have.config.database_url()) or have.config.folder
    while not folder.is_dir():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    seen = f"{free // 10**6:,} MB free under {folder}"
    if not os.access(folder, os.W_OK):
        return Finding("disk", "fail", f"{folder} cannot be written", "give this user that folder")
    if free < _LEAST_FREE:
        return Finding("disk", "fail", seen, "make room on that disk")
    return Finding("disk", "ok", seen)


def _sqlite_file(url: str) -> Path | None:
    prefix = "sqlite:///"
    return Path(url.removeprefix(prefix)) if url.startswith(prefix) and ":memory:" not in url else None


def _mail(have: "Opened") -> Finding:
    mail = have.config.settings.mail
    if mail.host is None:
        return Finding(
            "mail",
            "warn",
            f"no host: digests are written to {have.config.path(mail.folder)}",
            "set mail.host",
        )
    reveal(mail.password)  # raises when the variable or file it names is not there
    return Finding("mail", "ok", f"{mail.host}:{mail.port} ({mail.security})")


_LOOKS: "dict[str, Callable[[Opened], Finding]]" = {
    "register": _register,
    "outlets": _outlets,
    "sqlite": _journal,
    "database": _database,
    "disk": _disk,
    "mail": _mail,
}
