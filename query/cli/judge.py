"""`jiannuo judge`: a person's word on a match, which outlives every re-run; `--list` and `--export` give them back."""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiannuo.errors import InputError, UsageError
from jiannuo.model.vocabulary import Judgement
from query.cli.opening import ConfigOption, JsonOption, Opened, opened
from query.cli.output import err, print_json, say, text
from query.cli.terms import chinese

if TYPE_CHECKING:
    from jiannuo.store.judgements import Judged


def command(
    report: Annotated[str, typer.Argument(help="报道编号或网址 · report number or address")] = "",
    commitment: Annotated[str, typer.Argument(help="承诺编号或名称 · commitment id or name")] = "",
    judgement: Annotated[
        Judgement | None, typer.Argument(help="属实 confirm、不属实 reject、存疑 unsure")
    ] = None,
    reason: Annotated[str, typer.Option(help="理由 · why, kept with the word")] = "",
    by: Annotated[str, typer.Option(help="复核人 · who judges (default: the account)")] = "",
    listed: Annotated[bool, typer.Option("--list", help="列出全部复核 · list every judgement")] = False,
    queue: Annotated[
        bool,
        typer.Option("--queue", help="待复核，最可能漏判者在前 · what waits, likeliest to be missed first"),
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="--queue 列出多少项 · how many of the queue")] = 20,
    export: Annotated[
        Path | None,
        typer.Option(help="导出为标注数据 · write them as labelled reports (.jsonl) for evaluate"),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """复核一项匹配 · Confirm, reject or doubt a match; kept with its reason through every re-reading."""
    have = opened(config)
    if export is not None:
        _export(have, export)
    elif queue:
        _queue(have, limit, as_json)
    elif listed:
        _list(have, as_json)
    elif not report or not commitment or judgement is None:
        raise UsageError(
            "nothing judged",
            "give REPORT COMMITMENT and confirm, reject or unsure; or --queue, --list, --export",
        )
    else:
        _judge(have, report, commitment, judgement, reason, by, as_json)


def _judge(
    have: Opened, report: str, commitment: str, judgement: Judgement, reason: str, by: str, as_json: bool
) -> None:
    from jiannuo.store.judgements import judge
    from jiannuo.store.rereadings import shown
    from query.cli.stored import stored_report
    from query.naming import find

    entry = find(have.register, commitment)
    with have.store.write() as connection:
        stored = stored_report(connection, report)
        matched = (stored.id, entry.id) in shown(connection, have.register.id, [stored.id])
        judge(
            connection,
            stored.id,
            entry.id,
            judgement,
            reason=reason,
            by=by or getpass.getuser(),
            at=have.clock.now(),
        )
    if as_json:
        word = {"report": stored.id, "commitment": entry.id, "judgement": judgement.value, "matched": matched}
        print_json(word)
        return
    say(
        f"已记录 · kept: 报道 {stored.id}《{stored.report.title}》 {entry.id} {entry.name}: {chinese(judgement)}"
    )
    if not matched:
        err().print(
            text("该报道未匹配此承诺，复核只作标注 · no match to judge: kept as a label; see jiannuo explain")
        )


def _queue(have: Opened, limit: int, as_json: bool) -> None:
    from jiannuo.clock import CHINA
    from jiannuo.store.asking import doubtful
    from query.cli.waiting import say_waiting, waiting_json

    today = have.clock.now().astimezone(CHINA).date()
    found = doubtful(have.store, have.register.id, today, limit)
    for one in found.items:
        if as_json:
            print_json(waiting_json(one))
        else:
            say_waiting(one, have.register)
    if not as_json:
        err().print(
            f"存疑匹配 {found.possible} 项、近似而未采 {found.near} 项待复核 · possible and near ones waiting"
        )


def _list(have: Opened, as_json: bool) -> None:
    from jiannuo.store.judgements import all_judged

    with have.store.read() as connection:
        found = all_judged(connection)
    for one in found:
        if as_json:
            print_json(_document(one))
        else:
            day = one.judged_at.date().isoformat()
            who = f"{one.judged_by} {one.reason}".strip()
            say(
                f"{day}  {chinese(one.judgement)}  {one.commitment}  {one.title} (报道 {one.report_id})  {who}"
            )
    if not found and not as_json:
        err().print("尚无复核 · nothing judged yet")


def _document(one: "Judged") -> dict[str, Any]:
    return {
        "report": one.report_id,
        "url": one.url,
        "title": one.title,
        "commitment": one.commitment,
        "judgement": one.judgement.value,
        "reason": one.reason,
        "judged_by": one.judged_by,
        "judged_at": one.judged_at.isoformat(),
    }


def _export(have: Opened, file: Path) -> None:
    import json

    from query.labels import labelled

    if file.exists():
        raise InputError(f"{file} is there already", "give another name, or move it away")
    rows = labelled(have.store, have.register)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    try:
        file.write_text(lines, "utf-8")
    except OSError as problem:
        raise InputError(f"{file} cannot be written ({problem.strerror})", "check the folder") from None
    say(f"{len(rows)} 篇标注报道写入 {file} · labelled reports written; try: jiannuo evaluate {file}")
