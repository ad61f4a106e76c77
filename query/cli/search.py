"""`jiannuo search`: stored reports that hold some words and conditions."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from jiannuo.model.asking import Sort
from jiannuo.model.vocabulary import CommitmentKind, Stage, Verdict
from query.cli.days import day, first_moment, last_moment
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import out, print_json, text
from query.cli.shown import carriers
from query.cli.terms import chinese

if TYPE_CHECKING:
    from jiannuo.model.asking import Filter, Found

Many = list[str] | None
_QUOTES = '"“”'


class Command(TyperCommand):
    """Takes -词 for an excluded word: no option begins with a letter outside ASCII or a quotation mark."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read ``args`` with every excluded word before ``--`` as --without."""
        end = args.index("--") if "--" in args else len(args)
        told = [f"--without={arg[1:].strip(_QUOTES)}" if _excludes(arg) else arg for arg in args[:end]]
        return super().parse_args(ctx, told + args[end:])


def _excludes(arg: str) -> bool:
    return len(arg) > 1 and arg[0] == "-" and (not arg[1].isascii() or arg[1] in _QUOTES)


def command(
    words: Annotated[
        Many,
        typer.Argument(
            help='检索词；短语加引号，-词 为排除 · words, "phrases", -excluded (-- before -latin)'
        ),
    ] = None,
    commitment: Annotated[Many, typer.Option(help="承诺编号或名称 · commitment id or name")] = None,
    kind: Annotated[list[CommitmentKind] | None, typer.Option(help="承诺类别 · kind of commitment")] = None,
    theme: Annotated[Many, typer.Option(help="主题 · theme")] = None,
    promisor: Annotated[Many, typer.Option(help="承诺人 · promisor id or name")] = None,
    outlet: Annotated[Many, typer.Option(help="信源 · outlet name")] = None,
    without: Annotated[Many, typer.Option("--without", help="排除词 · excluded word")] = None,
    verdict: Annotated[Verdict | None, typer.Option(help="判定 · verdict")] = None,
    stage: Annotated[Stage | None, typer.Option(help="阶段 · stage")] = None,
    since: Annotated[str, typer.Option(help="刊发自 · published from, e.g. 2023-01-01")] = "",
    until: Annotated[str, typer.Option(help="刊发至 · published until, included")] = "",
    effective_since: Annotated[str, typer.Option(help="事件自 · event from")] = "",
    effective_until: Annotated[str, typer.Option(help="事件至 · event until")] = "",
    detected_since: Annotated[str, typer.Option(help="得知自 · we learned of it from")] = "",
    known_at: Annotated[str, typer.Option(help="当时所知 · as known at the end of this day")] = "",
    figure: Annotated[
        bool | None, typer.Option("--figure/--no-figure", help="有无读数 · with figures")
    ] = None,
    judged: Annotated[
        bool | None, typer.Option("--judged/--unjudged", help="是否经人复核 · judged by a person")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="条数 · how many")] = 20,
    sort: Annotated[Sort, typer.Option(help="排序：新、旧、相关 · order")] = Sort.NEWEST,
    before: Annotated[
        int | None, typer.Option(help="翻页：上一页最后的编号 · next page: the last id shown")
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """检索已存报道 · Search the stored reports, a story once; traditional script finds simplified and back."""
    from jiannuo.model.asking import Filter, narrowed, parse_words
    from jiannuo.store.asking import search
    from query.naming import find, promisor_id

    have = opened(config)
    wanted, unwanted = parse_words(" ".join(_quoted(word) for word in words or ()))
    ask = Filter(
        words=wanted,
        without=(*unwanted, *(without or ())),
        commitments=tuple(find(have.register, key).id for key in commitment or ()),
        kinds=tuple(kind or ()),
        themes=tuple(theme or ()),
        promisors=tuple(promisor_id(have.register, name) for name in promisor or ()),
        outlets=tuple(outlet or ()),
        verdict=verdict,
        stage=stage,
        since=day(since),
        until=day(until),
        effective_since=day(effective_since),
        effective_until=day(effective_until),
        detected_since=first_moment(detected_since),
        known_at=last_moment(known_at),
        has_figure=figure,
        judged=judged,
        sort=sort,
        limit=limit,
        before=before,
    )
    found = search(have.store, narrowed(ask, have.register), have.register.id)
    if as_json:
        for one in found:
            print_json(asdict(one))
    else:
        _show(found, ask)


def _show(found: "list[Found]", ask: "Filter") -> None:
    for one in found:
        carried = carriers(one.outlets, one.reports)
        head = text(f"[{one.id}] {one.title}  {(one.published or '未注日期')[:10]}  {carried}")
        snippet = text(f"    {one.snippet}")
        for line in (head, snippet):
            line.highlight_words(list(ask.words), "reverse", case_sensitive=False)
        out().print(head, style="bold", soft_wrap=True)
        out().print(snippet)
        if one.commitments:
            told = (f"{key} {_told(verdict, stage)}" for key, verdict, stage in one.commitments)
            out().print(text("    " + "，".join(told)), style="cyan")
    if not found:
        out().print("没有匹配的报道 · no stored report holds this")
    elif len(found) == ask.limit:
        out().print(text(f"下一页 · next page: --before {found[-1].id}"), style="dim")


def _told(verdict: str, stage: str) -> str:
    return (
        chinese(Stage(stage))
        if verdict == Verdict.PROGRESS and stage != "none"
        else chinese(Verdict(verdict))
    )


def _quoted(word: str) -> str:
    """A shell word with spaces in it was meant as a phrase."""
    return f'"{word}"' if " " in word and not word.startswith("-") else word
