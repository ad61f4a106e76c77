"""`jiannuo search`: stored reports that hold some words and conditions."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from jiannuo.model.asking import QUOTES
from jiannuo.model.vocabulary import Stage, Verdict
from query.cli.filtering import Said, everything, takes
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import out, print_json, say, text
from query.cli.shown import carriers
from query.cli.terms import chinese

if TYPE_CHECKING:
    from jiannuo.model.asking import Filter, Found
    from jiannuo.store.asking.facets import Facets

Many = list[str] | None
_OUTLETS = 6


class Command(TyperCommand):
    """Takes -词 for an excluded word: no option begins with a letter outside ASCII or a quotation mark."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read ``args`` with every excluded word before ``--`` as --without."""
        end = args.index("--") if "--" in args else len(args)
        told = [f"--without={arg[1:].strip(QUOTES)}" if _excludes(arg) else arg for arg in args[:end]]
        return super().parse_args(ctx, told + args[end:])


def _excludes(arg: str) -> bool:
    return len(arg) > 1 and arg[0] == "-" and (not arg[1].isascii() or arg[1] in QUOTES)


@takes(*everything())
def command(
    words: Annotated[
        Many,
        typer.Argument(
            help='检索词；短语加引号，-词 为排除 · words, "phrases", -excluded (-- before -latin)'
        ),
    ] = None,
    *,
    said: Said,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """检索已存报道 · Search the stored reports, a story once; traditional script finds simplified and back."""
    from jiannuo.model.asking import narrowed
    from jiannuo.store.asking import search, search_and_count

    have = opened(config)
    ask = said.filter(have, " ".join(_quoted(word) for word in words or ()))
    wanted = narrowed(ask, have.register)
    if as_json:
        for one in search(have.store, wanted, have.register.id):
            print_json(asdict(one))
        return
    found, counted = search_and_count(have.store, wanted, have.register.id)
    _show(found, ask)
    if found:
        say(_held(counted))


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


def _held(counted: "Facets") -> str:
    """How many there are in all, and by whom: what the page shows beside its results."""
    many = "共" if counted.whole else "最近"
    outlets = "、".join(f"{name} {count}" for name, count in counted.outlets[:_OUTLETS])
    return f"{many} {counted.reports:,} 篇 · reports: {outlets}"


def _told(verdict: str, stage: str) -> str:
    return (
        chinese(Stage(stage))
        if verdict == Verdict.PROGRESS and stage != "none"
        else chinese(Verdict(verdict))
    )


def _quoted(word: str) -> str:
    """A shell word with spaces in it was meant as a phrase."""
    spaced = any(sign.isspace() for sign in word)
    return f'"{word}"' if spaced and word[0] not in ("-", *QUOTES) else word
