"""`jiannuo board`: every commitment of the register and where it stands."""

from typing import TYPE_CHECKING, Annotated

import typer

from jiannuo.model.vocabulary import CommitmentKind, Silence, Stage
from query.cli.days import day, last_moment
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import out, print_json, text
from query.cli.terms import amount, chinese, pace_words

if TYPE_CHECKING:
    from jiannuo.model.commitment import Commitment
    from jiannuo.model.standing import Standing

Many = list[str] | None


def command(
    kind: Annotated[list[CommitmentKind] | None, typer.Option(help="类别 · kind")] = None,
    theme: Annotated[Many, typer.Option(help="主题 · theme")] = None,
    promisor: Annotated[Many, typer.Option(help="承诺人 · promisor id or name")] = None,
    stage: Annotated[Stage | None, typer.Option(help="现处阶段 · standing at this stage")] = None,
    silence: Annotated[
        Silence | None, typer.Option(help="近期佐证状态 · silence of the last months, e.g. not_mentioned")
    ] = None,
    months: Annotated[
        int | None, typer.Option(min=1, max=1200, help="近几个月 · how many months silence is judged over")
    ] = None,
    as_of: Annotated[
        str, typer.Option(help="截至某日的实情 · as it had happened by this day, e.g. 2024-12-31")
    ] = "",
    known_at: Annotated[str, typer.Option(help="当时所知 · as known at the end of this day")] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """总览 · Where every commitment stands: stage, newest figure, outlets, last evidence, silence."""
    from jiannuo.model.asking import Filter
    from query.board import board
    from query.naming import promisor_id
    from query.standings import standing_json

    have = opened(config)
    wanted = Filter(
        kinds=tuple(kind or ()),
        themes=tuple(theme or ()),
        promisors=tuple(promisor_id(have.register, name) for name in promisor or ()),
        as_of=day(as_of),
        known_at=last_moment(known_at),
    )
    span = months or have.config.settings.digest.silent_months
    every = board(have.store, have.register, wanted, now=have.clock.now(), silent_months=span)
    rows = [
        (entry, now) for entry, now in every if stage in (None, now.stage) and silence in (None, now.silence)
    ]
    if as_json:
        for entry, now in rows:
            print_json(standing_json(entry, now, []))
    else:
        _show(rows, span)


def _show(rows: "list[tuple[Commitment, Standing]]", months: int) -> None:
    from rich.table import Table

    table = Table(title="总览 · board")
    table.add_column("承诺", ratio=2, overflow="fold")
    table.add_column("阶段", min_width=8)
    table.add_column("指标 · 最新", ratio=2)
    table.add_column("最近佐证", min_width=10)
    table.add_column("信源", justify="right", min_width=4)
    table.add_column(f"近 {months} 个月", min_width=8)
    for entry, now in rows:
        came = chinese(now.stage) + (f" {now.since.iso()[:7]}" if now.since else "")
        last = now.last_day.isoformat() if now.last_day else "—"
        outlets = str(len(now.outlets)) if now.outlets else ""
        name = text(f"{entry.id} {entry.name}")
        table.add_row(name, came, text(_figure(now)), last, outlets, chinese(now.silence))
    out().print(table)
    out().print(text(f"{len(rows)} 项 · commitments; 详情 · more: jiannuo show A07"), style="dim")


def _figure(now: "Standing") -> str:
    mark = next((mark for mark in now.marks if mark.reading), None)
    if mark is None or mark.reading is None:
        return ""
    pace = f" {pace_words(mark.paced)}" if mark.paced else ""
    return (
        f"{mark.target.measure} {mark.reading.qualifier}{amount(mark.reading.value, mark.reading.unit)}{pace}"
    )
