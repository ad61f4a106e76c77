"""`jiannuo readings`: the figures told of a commitment over time, against its target; plotted, or as a picture."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiannuo.errors import UsageError
from query.cli import completing
from query.cli.filtering import Said, takes
from query.cli.opening import ConfigOption, JsonOption, Opened, opened
from query.cli.output import err, out, print_json, text
from query.cli.terms import amount, kind_word

if TYPE_CHECKING:
    from rich.table import Table

    from jiannuo.locale import Wording
    from jiannuo.model.commitment import Commitment
    from jiannuo.model.standing import Standing
    from query.charts.series import Dot, Series


@takes("outlet", "level", "since", "until", "as_of", "known_at")
def command(
    commitment: Annotated[
        str,
        typer.Argument(help="编号或名称 · id or name, e.g. A18", autocompletion=completing.commitments),
    ],
    measure: Annotated[
        str, typer.Option(help="只看一个指标 · only this measure", autocompletion=completing.measures)
    ] = "",
    plot: Annotated[bool, typer.Option("--plot", help="在终端作图 · plot in the terminal")] = False,
    png: Annotated[
        Path | None, typer.Option(help="写 PNG 图，- 为标准输出 · write a picture, - to stdout")
    ] = None,
    svg: Annotated[
        Path | None, typer.Option(help="写 SVG 图，- 为标准输出 · write a picture, - to stdout")
    ] = None,
    english: Annotated[bool, typer.Option("--english", help="图用英文 · pictures in English")] = False,
    *,
    said: Said,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """历次读数 · Figures over time against the target: facts, aims and forecasts apart, breaks and conflicts marked."""
    from jiannuo.locale import wording
    from query.charts.figures import figures
    from query.naming import find

    have = opened(config)
    entry = find(have.register, commitment)
    now, every = _series(have, entry, said, measure)
    words = wording("en" if english else "zh")
    for target, form in ((png, "png"), (svg, "svg")):
        if target is not None:
            _write(have, entry, now, every, words, target, form)
    if as_json:
        for row in (row for one in every for row in figures(one)):
            print_json(row)
    elif png is None and svg is None:
        _show(have, entry, every, words, plot=plot)


def _series(have: Opened, entry: "Commitment", said: Said, measure: str) -> "tuple[Standing, list[Series]]":
    """The standing that the filter shows, and the series of the measure that is asked for, of all without."""
    from dataclasses import replace

    from query.board import lines
    from query.charts.series import series

    wanted = replace(said.filter(have), commitments=(entry.id,))
    [line] = lines(have.store, have.register, wanted, now=have.clock.now())
    every = series(entry, line.now, line.events)
    if not measure:
        return line.now, every
    known = dict.fromkeys(target.measure for target in entry.targets)
    if measure not in known:
        raise UsageError(
            f"{entry.id} has no measure {measure!r}", f"choose from: {', '.join(known) or 'it has none'}"
        )
    return line.now, [one for one in every if one.target.measure == measure]


def _write(
    have: Opened,
    entry: "Commitment",
    now: "Standing",
    every: "Sequence[Series]",
    words: "Wording",
    target: Path,
    form: str,
) -> None:
    """The picture of the only series; UsageError with the measures where there are several, or none."""
    from query.charts.drawn import chart, standing_alone
    from query.charts.png import png

    if len(every) != 1:
        measures = ", ".join(one.target.measure for one in every)
        remedy = (
            f"choose one: --measure {measures}" if every else "see what is known: jiannuo show " + entry.id
        )
        raise UsageError(f"{entry.id}: a picture shows one measure, and there are {len(every)}", remedy)
    drawn = str(chart(every[0], entry, now, have.register, words, have.today(), titled=True))
    _put(target, png(drawn) if form == "png" else standing_alone(drawn).encode("utf-8"))


def _put(target: Path, content: bytes) -> None:
    from query.export.whole_file import whole_file

    if str(target) == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    if not target.absolute().parent.is_dir() or target.is_dir():
        raise UsageError(f"{target} cannot be a file", "name a file in a folder that is there")
    with whole_file(target) as file:
        file.write(content)
    err().print(text(f"已写 · written: {target}"))


def _show(have: Opened, entry: "Commitment", every: "list[Series]", words: "Wording", *, plot: bool) -> None:
    out().print(text(f"{entry.id} {entry.name}  {entry.name_en}"), style="bold")
    for one in every:
        out().print(text(f"\n{one.target.measure}{_target(one)}"), style="bold")
        if plot:
            _plot(have, entry, one, words)
        else:
            out().print(_table(one))
        for aim in one.target.aims:
            due = f"{aim.due.iso()} " if aim.due else ""
            goal = f"{aim.comparator.value} {amount(aim.value, one.target.unit)}"
            out().print(text(f"后定目标 · later aim: {due}{goal}　{aim.source}"))
        for broken in one.breaks:
            out().print(text(f"口径变更 · series break: 自 {broken.day.isoformat()}，{broken.why}"))
    if not every:
        out().print("此项没有可计数的指标或读数 · no measure was promised, and no figure was told")


def _target(one: "Series") -> str:
    """What was promised of the measure, and from where it starts."""
    target = one.target
    words = []
    if target.value is not None:
        sign = f"{target.comparator.value} " if target.comparator else ""
        due = f"（到 {target.due.iso()}）" if target.due else ""
        words.append(f"承诺 · promised {sign}{amount(target.value, target.unit)}{due}")
    if target.baseline:
        words.append(f"基数 · baseline {amount(target.baseline.value, target.baseline.unit)}")
    return "".join(f"  {word}" for word in words)


def _plot(have: Opened, entry: "Commitment", one: "Series", words: "Wording") -> None:
    from query.charts.terminal import plotted

    promised = have.register.founding.published.day
    for line in plotted(one, entry, promised, have.today(), words, out().width):
        out().print(text(line))


def _table(one: "Series") -> "Table":
    from rich.table import Table

    table = Table()
    table.add_column("时点", no_wrap=True)
    table.add_column("性质", no_wrap=True)
    table.add_column("数值", justify="right", no_wrap=True)
    table.add_column("原文", ratio=1)
    table.add_column("信源 · 报道", overflow="fold")
    table.add_column("注", overflow="fold")
    for dot in one.dots:
        reading = dot.reading
        table.add_row(
            reading.as_of.iso() if reading.as_of else dot.day.isoformat(),
            kind_word(reading.kind),
            text(f"{reading.qualifier}{amount(reading.value, reading.unit)}"),
            text(reading.quote.text),
            text(f"{dot.told.outlet} {dot.told.report_id}"),
            text(_notes(dot)),
        )
    return table


def _notes(dot: "Dot") -> str:
    from jiannuo.locale import wording

    words = wording("zh")
    doubts = (("disputed", dot.disputed), ("fell", dot.fell), ("parted", dot.parted))
    told = [words(f"web.chart.{key}") for key, holds in doubts if holds]
    if dot.reading.basis:
        told.append(f"“{dot.reading.basis.quote.text}”")
    return "，".join(told)
