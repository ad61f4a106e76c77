"""`jiannuo board`: every commitment of the register and where it stands."""

from typing import TYPE_CHECKING, Annotated

import typer

from query.cli.filtering import OF_COMMITMENTS, OF_STANDINGS, Said, takes
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import out, print_json, text
from query.cli.terms import amount, chinese, pace_words

if TYPE_CHECKING:
    from jiannuo.model.commitment import Commitment
    from jiannuo.model.standing import Standing


@takes(*OF_COMMITMENTS, "outlet", "level", *OF_STANDINGS, "as_of", "known_at")
def command(
    name: Annotated[
        str, typer.Argument(help="名称中的字，略去则为全部 · a part of the name; all without")
    ] = "",
    *,
    said: Said,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """总览 · Where every commitment stands: stage, newest figure, outlets, last evidence, silence."""
    from query.board import board
    from query.naming import named
    from query.standings import standing_json

    have = opened(config)
    span, asked = said.months(have), said.standing()
    every = board(have.store, have.register, said.filter(have), now=have.clock.now(), silent_months=span)
    ids = named(have.register, name) if name else [entry.id for entry, _ in every]
    rows = [(entry, now) for entry, now in every if entry.id in ids and asked.holds(now)]
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
