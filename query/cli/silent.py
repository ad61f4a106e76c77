"""`jiannuo silent`: what has had no evidence for some months, and what is near due or overdue."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from jiannuo.clock import CHINA
from jiannuo.model.vocabulary import Deadline, Silence
from query.cli.filtering import OF_COMMITMENTS, Said, takes
from query.cli.opening import ConfigOption, JsonOption, Opened, opened
from query.cli.output import out, print_json, say, text
from query.cli.terms import chinese

if TYPE_CHECKING:
    from collections.abc import Sequence

    from query.board import Line
    from query.silences import Quiet


@takes(
    *OF_COMMITMENTS, "outlet", "level", "silence", "months", "deadline", "standing_at", "as_of", "known_at"
)
def command(*, said: Said, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """静默与期限 · What has had no evidence for N months, what is near due, and what is overdue.

    未被提及 (nobody spoke of it) and 未查看信源 (no source could be read, so nobody can tell) are told apart, and so
    are 仅被提及 and 有进展: --silence asks for one of the four. Exit code 0 whatever is found.
    """
    from query.board import lines
    from query.silences import SILENT, silence_json, silences

    have = opened(config)
    months = said.months(have)
    wanted = said.filter(have)
    asked = said.standing()
    every = lines(have.store, have.register, wanted, now=have.clock.now(), silent_months=months)
    held = [line for line in every if replace(asked, silence=()).holds(line.now)]
    on = min(day for day in (wanted.as_of, said.known_on(), have.today()) if day)
    found = silences(held, on, asked.silence or SILENT)
    if as_json:
        for quiet in found:
            print_json(silence_json(quiet, months))
        return
    _silent([quiet for quiet in found if "silent" in quiet.why], months, asked.silence)
    _due([quiet for quiet in found if {"near", "overdue"} & set(quiet.why)], on.isoformat())
    _counted(held, months)
    _seen(have, months, on)


def _silent(found: "Sequence[Quiet]", months: int, states: "Sequence[Silence]") -> None:
    from rich.table import Table

    said = "、".join(map(chinese, states))
    title = f"近 {months} 个月{said} · in the last {months} months"
    table = Table(title=title if said else f"静默 {months} 个月以上 · silent for {months} months")
    table.add_column("承诺", ratio=1, overflow="fold")
    table.add_column("阶段", no_wrap=True)
    table.add_column("最近佐证", no_wrap=True)
    table.add_column("距今", justify="right", no_wrap=True)
    table.add_column("状态", no_wrap=True)
    for quiet in found:
        entry, now = quiet.line.entry, quiet.line.now
        days = f"{quiet.days:,} 天" if quiet.days is not None else "—"
        last = now.last_day.isoformat() if now.last_day else "从未"
        stage = chinese(now.stage)
        table.add_row(text(f"{entry.id} {entry.name}"), stage, last, days, chinese(now.silence))
    if found:
        out().print(table)


def _due(found: "Sequence[Quiet]", on: str) -> None:
    for quiet in found:
        entry, now = quiet.line.entry, quiet.line.now
        due = now.due.iso() if now.due else ""
        line = f"{chinese(now.deadline)} · {now.deadline.value}: {entry.id} {entry.name}，期限 {due}（截至 {on}）"
        out().print(text(f"{line}，{chinese(now.stage)}，{chinese(now.silence)}"), style="yellow")


def _counted(every: "Sequence[Line]", months: int) -> None:
    """All four states, so that silence is not mistaken for what it is not."""
    silence = Counter(line.now.silence for line in every)
    due = Counter(line.now.deadline for line in every)
    states = "，".join(f"{chinese(state)} {silence[state]}" for state in reversed(Silence))
    dates = "，".join(f"{chinese(state)} {due[state]}" for state in (Deadline.NEAR, Deadline.OVERDUE))
    say(f"{len(every)} 项 · commitments，近 {months} 个月: {states}；期限 · deadlines: {dates}")


def _seen(have: Opened, months: int, on: date) -> None:
    """Which followed outlets nobody could read in that time: what they would have told is not known."""
    from jiannuo.store.asking import outlets_looked
    from query.board import MONTH
    from query.cli.titles import titles

    end, followed = datetime.combine(on, time.max, tzinfo=CHINA), titles(have.config)
    seen = outlets_looked(have.store, end - months * MONTH, end)
    missed = [title for name, title in followed.items() if name not in seen]
    if missed:
        names = "、".join(missed[:8]) + ("…" if len(missed) > 8 else "")
        say(
            f"所跟踪 {len(followed)} 个信源中 {len(missed)} 个此间未能查看，其沉默不代表没有进展 · not looked at: {names}"
        )
