"""`jiannuo register`: the commitments that are followed."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from query.cli.match import register_of
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import out, print_json, say, text
from query.cli.register_draft import draft
from query.cli.register_json import entry_json
from query.cli.register_versions import history, preview
from query.naming import find

app = typer.Typer(no_args_is_help=True)
FileOption = Annotated[Path | None, typer.Option("--register", help="台账文件 · register file")]


@app.command("list")
def list_(register: FileOption = None, config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """列出承诺 · List the commitments."""
    loaded = register_of(register, config)
    if as_json:
        for entry in loaded.commitments:
            print_json(entry_json(loaded, entry))
        return
    from rich.table import Table

    from jiannuo.register.kinds import kinds
    from query.cli.register_entry import figures

    table = Table(
        "编号", "名称", "类型", "承诺人", "时限", "指标", title=f"{loaded.name} ({len(loaded.commitments)})"
    )
    people = {promisor.id: promisor.name for promisor in loaded.promisors}
    for entry in loaded.commitments:
        names = "、".join(people[key] for key in entry.promisors)
        due = entry.due.iso() if entry.due else "未给" if entry.due_stated else "?"
        row = (entry.name, kinds()[entry.kind].label, names, due, figures(entry))
        table.add_row(entry.id, *map(text, row))
    out().print(table)


@app.command("show")
def show(
    commitment: Annotated[str, typer.Argument(help="编号或名称 · id or name")],
    register: FileOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """一项承诺的台账条目 · One entry: the promise, how it is judged, its names and look-alikes."""
    from query.cli.register_entry import print_entry

    loaded = register_of(register, config)
    entry = find(loaded, commitment)
    if as_json:
        print_json(entry_json(loaded, entry))
    else:
        print_entry(loaded, entry)


@app.command("check")
def check(
    file: Annotated[Path | None, typer.Argument(help="台账文件 · register file")] = None,
    article: Annotated[Path | None, typer.Option(help="承诺原文 · the founding article's text")] = None,
    config: ConfigOption = None,
    notes: Annotated[bool, typer.Option("--notes", help="也列提示 · also what is only good to know")] = False,
    as_json: JsonOption = False,
) -> None:
    """检查台账 · Check a register; every fault is told with file, line and remedy."""
    from jiannuo.documents import read_document
    from jiannuo.errors import InputError, RegisterError
    from jiannuo.register.check import check as find_faults
    from jiannuo.register.fault import Grade
    from jiannuo.register.load import register_in
    from pipelines.reading.knowledge import gazetteer

    path = file or opened(config).config.register_file()
    document = read_document(path, RegisterError)
    loaded = register_in(document)
    try:
        text_of_article = article.read_text("utf-8") if article else None
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(f"{article} cannot be read ({problem})", "give the article as UTF-8 text") from None
    places = set(gazetteer().names.values())
    faults = find_faults(loaded, document, text_of_article, places)
    faults = [fault for fault in faults if notes or fault.grade is not Grade.NOTE]
    if as_json:
        print_json(
            {
                "register": loaded.id,
                "commitments": len(loaded.commitments),
                "faults": [asdict(f) for f in faults],
            }
        )
    else:
        for fault in faults:
            place = f"{path}:{fault.line}: {fault.commitment}"
            say(f"{place}: {fault.grade.value}: {fault.message}; {fault.remedy}")
        wrong = sum(fault.grade is not Grade.NOTE for fault in faults)
        say(f"{loaded.id}: {len(loaded.commitments)} commitments, {wrong} faults")
    if any(fault.grade is Grade.ERROR for fault in faults):
        raise typer.Exit(InputError.exit_code)


@app.command("schema")
def schema() -> None:
    """台账的 JSON Schema · The form of a register, for editors that complete and check YAML."""
    from jiannuo.register.schema import json_schema

    print_json(json_schema())


app.command("draft")(draft)
app.command("history")(history)
app.command("preview")(preview)
