"""`jiannuo register history|preview`: which versions were in use, and what a new one would change."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiannuo.errors import InputError
from query.cli.opening import ConfigOption, JsonOption, Opened, opened
from query.cli.output import err, print_json, progress, say
from query.cli.shown import brief, sign

if TYPE_CHECKING:
    from jiannuo.model.commitment import Register
    from jiannuo.store.registers import Load
    from pipelines.preview import Foreseen, Preview

_SHORT = 12


def history(
    version: Annotated[
        str, typer.Option("--text", help="打印该版本原文 · print the text of this version")
    ] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """台账版本 · Every version of the register that was in use, what it changed and why."""
    from jiannuo.store.registers import loads

    have = opened(config)
    with have.store.read() as connection:
        found = loads(connection)
    if version:
        _print_text(have, found, version)
        return
    for load in found:
        if as_json:
            print_json(_load_json(load))
        else:
            _say_load(load)
    if not found and not as_json:
        err().print(
            "尚无记录 · nothing recorded yet: a version is recorded when reports are first read with it"
        )


def preview(
    file: Annotated[Path, typer.Argument(help="新台账 · the changed register file")],
    limit: Annotated[int, typer.Option(min=0, help="列出多少条 · how many to list")] = 20,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """预览台账改动 · Which stored reports would gain or lose which matches under a changed register."""
    from jiannuo.register.changes import changes, plain_changes
    from jiannuo.register.load import load_register
    from pipelines.preview import preview as foresee

    have = opened(config)
    new = load_register(file)
    old = _in_use(have, new)
    with progress() as bar:
        task = bar.add_task("比较 · comparing", total=None)
        found = foresee(have.store, old, new, places=have.places, told=lambda count: bar.advance(task, count))
    altered = plain_changes(changes(old, new))
    if as_json:
        print_json(_preview_json(altered, found))
        return
    for change in altered:
        _say_change(change)
    _say_preview(found, new, limit)


def _in_use(have: Opened, new: "Register") -> "Register":
    """The version the stored matches were made with; without a record, the configured file; for a register
    that is not in use, one without commitments."""
    from jiannuo.store.registers import latest_register

    with have.store.read() as connection:
        latest = latest_register(connection, new.id)
    old = latest or have.register
    # Another register starts its own history: beside nothing, all that it finds is gained.
    return old if old.id == new.id else replace(new, commitments=())


def _print_text(have: Opened, found: "Sequence[Load]", version: str) -> None:
    from jiannuo.store.registers import stored_register

    wanted = {load.version for load in found if load.version.startswith(version)}
    with have.store.read() as connection:
        kept = stored_register(connection, wanted.pop()) if len(wanted) == 1 else None
    if kept is None:
        raise InputError(
            f"no single readable version {version!r}", "see `jiannuo register history` for the versions"
        )
    typer.echo(kept.source, nl=False)


def _load_json(load: "Load") -> dict[str, Any]:
    return {
        "register": load.register,
        "version": load.version,
        "previous": load.previous,
        "loaded_at": load.loaded_at.isoformat(),
        "note": load.note,
        "changes": load.changes,
    }


def _say_load(load: "Load") -> None:
    when = load.loaded_at.strftime("%Y-%m-%d %H:%M UTC")
    say(f"{when}  {load.register}  {load.version[:_SHORT]}  {load.note}")
    if load.previous is None:
        say(f"  首个版本 · first version: {len(load.changes)} commitments")
        return
    for change in load.changes:
        _say_change(change)


def _say_change(change: dict[str, Any]) -> None:
    sign = {"added": "+", "removed": "-"}.get(change["kind"], "~")
    say(f"  {sign} {change['commitment'] or '台账'} {change['name']}")
    for field in change["fields"]:
        for mark, leaves in (("-", field["gone"]), ("+", field["new"])):
            for leaf in leaves:
                say(f"      {mark} {field['field']}: {leaf}")


def _preview_json(altered: list[dict[str, Any]], found: "Preview") -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "changes": altered,
        "reports": found.reports,
        "read": found.read,
        **_counts(found.foreseen),
        "matches": [asdict(one) for one in found.foreseen],
    }


def _counts(found: "Sequence[Foreseen]") -> dict[str, int]:
    tally = Counter(sign(one.before, one.after) for one in found)
    return {"gained": tally["+"], "lost": tally["-"], "changed": tally["~"]}


def _say_preview(found: "Preview", register: "Register", limit: int) -> None:
    names = {entry.id: entry.name for entry in register.commitments}
    for one in found.foreseen[:limit]:
        head = f"{sign(one.before, one.after)} {one.commitment} {names.get(one.commitment, '')}"
        say(f"{head}: {brief(one.before)} → {brief(one.after)}")
        say(f"    {one.title or one.url}  (报道 {one.report_id})")
        if one.quote:
            say(f"    「{one.quote}」")
    if len(found.foreseen) > limit:
        say(f"… 另有 {len(found.foreseen) - limit} 条，见 --limit · more: --limit")
    counts = _counts(found.foreseen)
    say(
        f"已存报道 {found.reports} 篇, 重读 {found.read} 篇: 新增匹配 {counts['gained']}, "
        f"失去 {counts['lost']}, 改变 {counts['changed']} · {found.reports} reports, {found.read} read: "
        f"{counts['gained']} gained, {counts['lost']} lost, {counts['changed']} changed"
    )
