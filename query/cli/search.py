"""`jiannuo search`: stored reports that hold some words."""

from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from jiannuo.errors import UsageError
from jiannuo.model.vocabulary import Stage, Verdict
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import out, print_json, text


def command(
    words: Annotated[
        list[str], typer.Argument(help='检索词；短语加引号，-词 为排除 · words, "phrases", -excluded')
    ],
    commitment: Annotated[list[str] | None, typer.Option(help="承诺编号 · commitment id")] = None,
    outlet: Annotated[list[str] | None, typer.Option(help="信源 · outlet name")] = None,
    verdict: Annotated[Verdict | None, typer.Option(help="判定 · verdict")] = None,
    stage: Annotated[Stage | None, typer.Option(help="阶段 · stage")] = None,
    since: Annotated[str, typer.Option(help="刊发自 · published from, e.g. 2023-01-01")] = "",
    until: Annotated[str, typer.Option(help="刊发至 · published until")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    before: Annotated[
        int | None, typer.Option(help="翻页：上一页最后的编号 · next page: the last id shown")
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """检索已存报道 · Search the stored reports, newest first."""
    from jiannuo.model.asking import Filter, parse_words
    from jiannuo.store.asking import search

    wanted, unwanted = parse_words(" ".join(_quoted(word) for word in words))
    found = search(
        opened(config).store,
        Filter(
            words=wanted,
            without=unwanted,
            commitments=tuple(commitment or ()),
            outlets=tuple(outlet or ()),
            verdict=verdict,
            stage=stage,
            since=_day(since),
            until=_day(until),
            limit=limit,
            before=before,
        ),
    )
    if as_json:
        for one in found:
            print_json(asdict(one))
        return
    for one in found:
        told = "，".join(f"{key} {verdict_}/{stage_}" for key, verdict_, stage_ in one.commitments)
        out().print(text(f"[{one.id}] {one.title}  {(one.published or '')[:10]} {one.outlet}"), style="bold")
        line = text(f"    {one.snippet}")
        line.highlight_words(list(wanted), "reverse")
        out().print(line)
        if told:
            out().print(text(f"    {told}"), style="cyan")
    if not found:
        out().print("没有匹配的报道 · no stored report holds these words")


def _quoted(word: str) -> str:
    """A shell word with spaces in it was meant as a phrase."""
    return f'"{word}"' if " " in word and not word.startswith("-") else word


def _day(given: str) -> date | None:
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise UsageError(f"{given!r} is not a day", "write it as 2022-01-31") from None
