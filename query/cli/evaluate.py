"""`jiannuo evaluate`: how right the reader is on labelled reports."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from query.cli.match import register_of
from query.cli.opening import ConfigOption, JsonOption
from query.cli.output import err, out, print_json, text
from query.cli.reports_in import lines_of, report_of
from query.evaluate.breakdown import FILE, By

if TYPE_CHECKING:
    from jiannuo.model.finding import Findings
    from pipelines.reading.reader import Reader
    from query.evaluate.score import Score


def command(
    files: Annotated[list[str], typer.Argument(help="标注文件 · labelled .jsonl files")],
    cases: Annotated[int, typer.Option(help="列出多少个错例 · how many wrong cases to list")] = 0,
    by: Annotated[
        list[By] | None,
        typer.Option(help="再按何分列 · also by file, class or commitment; may be given again"),
    ] = None,
    register_file: Annotated[Path | None, typer.Option("--register")] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """衡量判读 · Pairs, progress, stage and figures against labels: precision, recall, F1."""
    from pipelines.reading.reader import Reader
    from query.evaluate.breakdown import broken_down
    from query.evaluate.score import Score, add

    reader = Reader(register_of(register_file, config))
    read = list(_read(files, reader))
    score = Score()
    for row, findings in read:
        add(score, row, findings)
    parts = {one: broken_down(read, one) for one in by or ()}
    if as_json:
        told = {one.value: {name: summary(part) for name, part in of.items()} for one, of in parts.items()}
        print_json({**summary(score), "by": told, "cases": score.cases[:cases]})
        return
    _show(score)
    for one, of in parts.items():
        _show_parts(one.value, of)
    for case in score.cases[:cases]:
        out().print(text(case), soft_wrap=True)


def _read(files: list[str], reader: "Reader") -> Iterator[tuple[dict[str, Any], "Findings"]]:
    """Every labelled report with what the reader finds in it; lines without labels are told and left out."""
    for file in files:
        for line in lines_of(file):
            if line.fault or "labels" not in line.data:
                err().print(text(f"{line.place}: {line.fault or 'has no labels'}; skipped"))
                continue
            yield {**line.data, FILE: Path(file).name}, reader.read(report_of(line.data))


def summary(score: "Score") -> dict[str, Any]:
    """The figures as one JSON object."""
    decided = score.stage_right + score.stage_wrong
    return {
        "reports": score.reports,
        "pair": score.pair.as_dict(),
        "progress": score.progress.as_dict(),
        "stage": {"accuracy": round(score.stage_right / decided, 4) if decided else 1.0, "of": decided},
        "figure": score.figure.as_dict(),
        "trap_figures_attached": score.traps,
        "unlabelled": score.unlabelled,
        "unlabelled_with_match": score.unlabelled_hit,
        "progress_before_founding": score.early_progress,
        "stage_confusion": {
            f"{want}>{said}": n for (want, said), n in score.stages.most_common() if want != said
        },
    }


def _show(score: "Score") -> None:
    from rich.table import Table

    table = Table(
        "", "precision", "recall", "F1", "right", "spurious", "missed", title=f"{score.reports} reports"
    )
    for name, rate in (("pair", score.pair), ("progress", score.progress), ("figure", score.figure)):
        table.add_row(
            name,
            *(f"{value:.3f}" for value in (rate.precision, rate.recall, rate.f1)),
            *(str(value) for value in (rate.right, rate.spurious, rate.missed)),
        )
    out().print(table)
    rest = summary(score)
    for key in (
        "stage",
        "trap_figures_attached",
        "unlabelled",
        "unlabelled_with_match",
        "progress_before_founding",
    ):
        out().print(f"{key}: {rest[key]}")
    out().print(f"stage confusion: {rest['stage_confusion']}")


def _show_parts(name: str, parts: Mapping[str, "Score"]) -> None:
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(title=f"by {name}", box=SIMPLE, padding=(0, 1, 0, 0))
    table.add_column(name, no_wrap=True, min_width=min(24, max(map(len, parts), default=0)))
    for heading in ("reports", "pair", "progress", "stage", "figure", "traps", "hit"):
        table.add_column(heading, justify="right")
    for part, score in parts.items():
        told = summary(score)
        table.add_row(
            text(part),
            str(score.reports),
            *(f"{told[key]['f1']:.3f}" if _any(told[key]) else "–" for key in ("pair", "progress")),
            f"{told['stage']['accuracy']:.3f}" if told["stage"]["of"] else "–",
            f"{told['figure']['f1']:.3f}" if _any(told["figure"]) else "–",
            str(score.traps),
            f"{score.unlabelled_hit} of {score.unlabelled}" if score.unlabelled else "–",
        )
    out().print(table)


def _any(rate: dict[str, Any]) -> bool:
    return bool(rate["right"] or rate["spurious"] or rate["missed"])
