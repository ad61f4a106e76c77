"""`jiannuo show`: one commitment, where it stands, and the evidence for it in time."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from query.cli import completing
from query.cli.doubts import say_doubts
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import out, print_json, text
from query.cli.shown import carriers
from query.cli.terms import amount, both, chinese, kind_word, pace_words

if TYPE_CHECKING:
    from jiannuo.model.commitment import Commitment, Register
    from jiannuo.model.news import NewsItem
    from jiannuo.model.standing import Mark, Standing

_QUOTES = 2


def command(
    commitment: Annotated[
        str, typer.Argument(help="编号或名称 · id or name, e.g. A07", autocompletion=completing.commitments)
    ],
    as_of: Annotated[
        str, typer.Option(help="截至某日的实情 · as it had happened by this day, e.g. 2024-12-31")
    ] = "",
    known_at: Annotated[
        str, typer.Option(help="当时所知 · as it was known at the end of this day, e.g. 2023-06-01")
    ] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """一项承诺 · One commitment: statement, standing, targets and timeline."""
    from jiannuo.model.asking import Filter
    from query.board import board, timelines
    from query.cli.days import day, last_moment
    from query.naming import find
    from query.standings import standing_json

    have = opened(config)
    entry = find(have.register, commitment)
    wanted = Filter(commitments=(entry.id,), as_of=day(as_of), known_at=last_moment(known_at))
    months = have.config.settings.digest.silent_months
    [(_, now)] = board(have.store, have.register, wanted, now=have.clock.now(), silent_months=months)
    timeline = timelines(have.store, have.register, wanted).get(entry.id, [])
    if as_json:
        print_json(standing_json(entry, now, timeline))
    else:
        _head(have.register, entry, now, months)
        _marks(now)
        say_doubts(now)
        _timeline(timeline)


def _head(register: "Register", entry: "Commitment", now: "Standing", months: int) -> None:
    people = {promisor.id: promisor for promisor in register.promisors}
    promisors = "、".join(f"{people[key].name}（{people[key].organ}）" for key in entry.promisors)
    out().print(text(f"{entry.id} {entry.name}  {entry.name_en}"), style="bold")
    out().print(text(f"承诺人 · promised by: {promisors}"))
    out().print(text(f"内容 · statement: {entry.statement}"))
    due = f"{entry.due.iso()} {entry.due_basis}".strip() if entry.due else entry.due_basis
    out().print(text(f"期限 · due: {chinese(now.deadline)}{f'（{due}）' if due else ''}"))
    since = f"（{now.since.iso()} 起）" if now.since else ""
    came = f"{chinese(now.before)} → " if now.since else ""
    out().print(text(f"现状 · standing: {came}{both(now.stage)}{since}"), style="bold green")
    seen = f"信源 {len(now.outlets)}，报道 {now.reports}，最近刊发 {now.last_day or '无'}"
    out().print(text(f"佐证 · evidence: {seen}；近 {months} 个月：{chinese(now.silence)}"))


def _marks(now: "Standing") -> None:
    for mark in now.marks:
        out().print(text(f"指标 · target: {_promised(mark)}{_reached(mark)}"))
        for one in mark.breaks:
            source = f"（{one.told.outlet}，报道 {one.told.report_id}）" if one.told else "（台账）"
            crossed = "，不与此前比较，不计进度 · not compared over it" if one is mark.crossed else ""
            told = f"    口径变更 · series break: 自 {one.day.isoformat()}，{one.why}{source}{crossed}"
            out().print(text(told))
        for aim, pace in mark.aims:
            goal = f"{aim.comparator.value}{amount(aim.value, mark.target.unit)}"
            due = f"（到 {aim.due.iso()}）" if aim.due else ""
            out().print(text(f"    后定目标 · later aim: {goal}{due}，{pace_words(pace)}　{aim.source}"))


def _promised(mark: "Mark") -> str:
    target = mark.target
    said = target.measure
    if target.value is not None:
        sign = target.comparator.value if target.comparator else ""
        said += f" 目标 {sign}{amount(target.value, target.unit)}"
    if target.due:
        said += f"（到 {target.due.iso()}）"
    if target.baseline:
        said += f" 基数 {amount(target.baseline.value, target.baseline.unit)}"
    return said


def _reached(mark: "Mark") -> str:
    if mark.reading is None:
        return "；尚无读数"
    when = mark.reading.as_of or (mark.told.published if mark.told else None)
    day = f"（{when.iso()}）" if when else ""
    pace = f"，{pace_words(mark.paced)}" if mark.paced else ""
    return f"；最新 {mark.reading.qualifier}{amount(mark.reading.value, mark.reading.unit)}{day}{pace}"


def _timeline(timeline: "list[NewsItem]") -> None:
    for event in timeline:
        when = event.effective or event.published
        carried = carriers(event.outlets, event.reports)
        day = when.iso() if when else "未注日期"
        word = chinese(event.stage) if event.verdict.value == "progress" else chinese(event.verdict)
        line = f"{day}  {word}  {carried}  得知 {_local(event.detected_at)}"
        out().print(text(line), style="cyan")
        if event.aimed:
            out().print(text(f"    拟于 {event.aimed.when.iso()} {chinese(event.aimed.stage)}"))
        for quote in event.evidence[:_QUOTES]:
            out().print(text(f"    「{quote.text}」"))
        for reading in event.readings:
            as_of = f"（{reading.as_of.iso()}）" if reading.as_of else ""
            kind = "" if reading.kind.value == "fact" else f"［{kind_word(reading.kind)}］"
            basis = f"，“{reading.basis.quote.text}”" if reading.basis else ""
            shown = f"{reading.measure}{kind}: {reading.qualifier} {reading.quote.text} {as_of}{basis}"
            out().print(text(f"    {shown}"))
        out().print(text(f"    {event.url}"), style="dim", soft_wrap=True)
    if not timeline:
        out().print("尚无依据 · no evidence yet")


def _local(moment: datetime) -> str:
    from jiannuo.clock import CHINA

    return moment.astimezone(CHINA).date().isoformat()
