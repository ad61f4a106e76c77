"""`jiannuo match`: which commitments reports touch, for programs (--jsonl) and for people."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiannuo.errors import InputError, UsageError
from query.answers import answer, with_names
from query.cli.near import lacked
from query.cli.opening import ConfigOption, opened
from query.cli.output import err, out, print_json, text
from query.cli.reports_in import Line, lines_of, report_of

if TYPE_CHECKING:
    from jiannuo.model.commitment import Register
    from jiannuo.model.finding import Findings
    from pipelines.reading.reader import Reader


def command(
    file: Annotated[
        Path | None, typer.Argument(help="一篇报道的文本文件 · a text file with one report")
    ] = None,
    jsonl: Annotated[
        str, typer.Option("--jsonl", help="JSON Lines 文件，- 为标准输入 · file, - for stdin")
    ] = "",
    published: Annotated[str, typer.Option(help="刊发日期 · the report's date, e.g. 2023-06-25")] = "",
    register_file: Annotated[Path | None, typer.Option("--register", help="承诺台账 · register file")] = None,
    config: ConfigOption = None,
) -> None:
    """判读报道触及哪些承诺 · Say which commitments reports touch, and what they show of each."""
    from pipelines.reading.reader import Reader

    register = register_of(register_file, config)
    reader = Reader(register)
    if jsonl:
        raise typer.Exit(_stream(jsonl, reader, register))
    if file is None:
        raise UsageError("nothing to read", "give a text file, or --jsonl FILE (- for standard input)")
    try:
        body = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(f"{file} cannot be read ({problem})", "give a UTF-8 text file") from None
    report = report_of({"text": body, "published": published or None})
    _show(reader.read(report, far_misses=True), register)


def register_of(file: Path | None, config: Path | None) -> "Register":
    if file is None:
        return opened(config).register
    from jiannuo.register.load import load_register

    return load_register(file)


def _stream(path: str, reader: "Reader", register: "Register") -> int:
    names = {commitment.id: commitment.name for commitment in register.commitments}
    bad = 0
    for line in lines_of(path):
        if line.fault:
            bad += 1
            _complain(line)
        findings = reader.read(report_of(line.data), far_misses=True)
        document: dict[str, Any] = with_names(answer(line.data.get("id"), findings), names)
        if line.fault:
            document["error"] = line.fault
        print_json(document)
    return InputError.exit_code if bad else 0


def _complain(line: Line) -> None:
    err().print(text(f"{line.place}: {line.fault}; write one JSON object a line with id, title and text"))


def _show(findings: "Findings", register: "Register") -> None:
    from rich.table import Table

    table = Table("承诺", "判定", "阶段", "日期", "读数", "依据", title="匹配 · matches")
    for match in findings.matches:
        table.add_row(
            text(f"{match.commitment} {register.commitment(match.commitment).name}"),
            match.verdict.value,
            match.stage.value,
            match.effective.iso() if match.effective else "",
            text("; ".join(f"{r.measure} {r.quote.text}" for r in match.readings)),
            text(match.evidence[0].text if match.evidence else ""),
        )
    out().print(table)
    for miss in findings.near_misses:
        out().print(text(f"未计入 · not matched: {miss.commitment} ({lacked(miss)})"))
