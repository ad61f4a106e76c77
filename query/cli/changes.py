"""`jiannuo changes`: why what we say of the commitments changed: the news, our rules, or a person."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from jiannuo.model.vocabulary import Cause
from query.cli import completing
from query.cli.days import first_moment, last_moment
from query.cli.filtering import OF_COMMITMENTS, OF_MATCHES, Said, takes
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import print_json, say
from query.cli.shown import brief, sign
from query.cli.terms import chinese

if TYPE_CHECKING:
    from jiannuo.model.change import Change

_DAYS = 7
_FILTER = (
    *(name for name in OF_COMMITMENTS if name != "commitment"),
    "outlet",
    "level",
    "without",
    *OF_MATCHES,
)


@takes(*_FILTER)
def command(
    commitments: Annotated[
        list[str] | None,
        typer.Argument(
            help="编号或名称，略去则为全部 · ids or names; all without",
            autocompletion=completing.commitments,
        ),
    ] = None,
    since: Annotated[str, typer.Option(help="自某日起，默认近 7 天 · from this day (default: 7 days)")] = "",
    until: Annotated[str, typer.Option(help="至某日止 · until this day, included")] = "",
    cause: Annotated[Cause | None, typer.Option(help="缘由 · the news, our rules, or a person")] = None,
    words: Annotated[str, typer.Option(help="报道中的词，-词 为排除 · words of the report")] = "",
    *,
    said: Said,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """变化及缘由 · What changed and why: the news, our rules (register, reader), or a person."""
    from jiannuo.model.asking import narrowed
    from jiannuo.store.asking import changes
    from query.naming import find
    from query.standings import change_json

    have = opened(config)
    ask = said.filter(have, words)
    named = tuple(find(have.register, name).id for name in commitments or ())
    wanted = narrowed(replace(ask, commitments=(*ask.commitments, *named)), have.register)
    start = first_moment(since) or have.clock.now() - timedelta(days=_DAYS)
    end = last_moment(until) or have.clock.now() + timedelta(seconds=1)
    every = changes(have.store, have.register.id, start, end, wanted)
    found = [one for one in every if cause in (None, one.cause)]
    if as_json:
        for one in found:
            print_json(change_json(one))
        return
    names = {known.id: known.name for known in have.register.commitments}
    for one in found:
        _say(one, names.get(one.commitment, ""))
    day = start.date().isoformat()
    say(f"自 {day} 起 {len(found)} 处变化 · {len(found)} changes since {day}")


def _say(one: "Change", name: str) -> None:
    from jiannuo.clock import CHINA

    when = one.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    moved = f"{brief(one.before)} → {brief(one.after)}"
    say(f"{when}  {chinese(one.cause)}  {sign(one.before, one.after)} {one.commitment} {name}: {moved}")
    say(f"    {one.why}  (报道 {one.report_id})")
    if one.cause is Cause.RULES:
        say(f"    {_rules(one)}")


def _rules(one: "Change") -> str:
    """Which of our rules changed: the register's entry, the reader, or both."""
    told = []
    if one.altered:
        fields = "、".join(one.altered)
        told.append(f"台账改了 {fields} · the register's {fields} changed")
    if one.reader:
        told.append("判读规则已变 · the reader changed")
    elif one.reader is None and not one.altered:
        told.append("台账此项未改，当是判读规则变了 · the register's entry is the same: the reader changed")
    return "；".join(told) or "台账与判读规则均未变 · neither register nor reader changed"
