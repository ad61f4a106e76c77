"""`jiannuo rematch`: read the stored history again under today's register and rules."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from query.cli.opening import ConfigOption, JsonOption, Opened, opened
from query.cli.output import print_json, progress, say
from query.cli.shown import brief, sign

if TYPE_CHECKING:
    from jiannuo.store.rereadings import RereadChange, Rereading


def command(
    note: Annotated[str, typer.Option(help="缘由 · why, kept with the difference")] = "",
    history: Annotated[bool, typer.Option("--history", help="只列出以往各次 · list earlier passes")] = False,
    limit: Annotated[int, typer.Option(min=0, help="列出多少条变化 · how many changes to list")] = 20,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """重读历史 · Read every stored report again; tell what came, went or changed. Judgements stay."""
    from pipelines.rematch import rematch

    have = opened(config)
    if history:
        _history(have, as_json)
        return
    with progress() as bar:
        task = bar.add_task("重读 · reading again", total=_count(have))
        done = rematch(
            have.store,
            have.register,
            have.clock,
            places=have.places,
            note=note,
            told=lambda count: bar.advance(task, count),
        )
    _tell(have, done, limit, as_json)


def _count(have: Opened) -> int:
    from jiannuo.store.rereadings import count_reports

    with have.store.read() as connection:
        return count_reports(connection)


def _history(have: Opened, as_json: bool) -> None:
    from jiannuo.store.rereadings import all_rereadings

    with have.store.read() as connection:
        found = all_rereadings(connection)
    for one in found:
        if as_json:
            print_json(_head(one))
        else:
            end = "" if one.finished_at else " 未完成 · broken off, runs on with the next `jiannuo rematch`"
            when = one.started_at.strftime("%Y-%m-%d %H:%M UTC")
            say(f"{one.id}  {when}  {one.register_version[:12]}  {one.reports} 篇  {one.note}{end}")


def _tell(have: Opened, done: "Rereading", limit: int, as_json: bool) -> None:
    from jiannuo.store.rereadings import changes_of

    with have.store.read() as connection:
        found = changes_of(connection, done.id)
    gained = sum(one.before is None for one in found)
    lost = sum(one.after is None for one in found)
    if as_json:
        counts = {"gained": gained, "lost": lost, "changed": len(found) - gained - lost}
        print_json({**_head(done), **counts, "changes": [_change(one) for one in found]})
        return
    for one in found[:limit]:
        say(_line(one))
    if len(found) > limit:
        say(f"… 另有 {len(found) - limit} 条，见 --limit · more: --limit")
    say(
        f"重读 {done.reports} 篇: 新增匹配 {gained}, 失去 {lost}, 改变 {len(found) - gained - lost} · "
        f"{done.reports} reports read again: {gained} gained, {lost} lost, "
        f"{len(found) - gained - lost} changed"
    )


def _head(one: "Rereading") -> dict[str, Any]:
    return {
        "id": one.id,
        "register": one.register,
        "register_version": one.register_version,
        "reader": one.reader,
        "started_at": one.started_at.isoformat(),
        "finished_at": one.finished_at.isoformat() if one.finished_at else None,
        "reports": one.reports,
        "note": one.note,
    }


def _change(one: "RereadChange") -> dict[str, Any]:
    return {
        "report": one.report_id,
        "url": one.url,
        "commitment": one.commitment,
        "before": one.before,
        "after": one.after,
    }


def _line(one: "RereadChange") -> str:
    head = f"{sign(one.before, one.after)} {one.commitment}: {brief(one.before)} → {brief(one.after)}"
    return f"{head}  {one.title or one.url}  (报道 {one.report_id})"
