"""`jiannuo register draft`: what a policy article seems to promise, as a register for a person to edit."""

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiannuo.errors import InputError, UsageError
from query.cli.days import day
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import err, print_json, text

if TYPE_CHECKING:
    from pipelines.drafting.article import Article
    from pipelines.drafting.proposal import Draft

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


def draft(
    source: Annotated[
        str, typer.Argument(help="文章：文本、网页文件或网址 · text file, saved page or address")
    ],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="写入此文件，不覆盖 · write a new file")
    ] = None,
    register_id: Annotated[str, typer.Option("--id", help="台账编号 · the register's id")] = "",
    place: Annotated[str, typer.Option(help="所在地的地名表编号 · gazetteer id of home")] = "",
    published: Annotated[str, typer.Option(help="刊发日期 · the article's date, e.g. 2021-12-16")] = "",
    address: Annotated[str, typer.Option("--url", help="网页文件的网址 · where a saved page came from")] = "",
    kept: Annotated[
        Path | None, typer.Option("--text", help="另存所读文本，供核对 · also write the text read")
    ] = None,
    table: Annotated[
        bool, typer.Option("--table", help="在标准错误列出 · list what was found on stderr")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """由文章起草台账，供人修改 · Draft a register from a policy article, for a person to edit."""
    from pipelines.drafting.draft import draft as read
    from pipelines.drafting.writing import to_yaml
    from query.cli.article_in import article_from

    have = opened(config)
    _demand(register_id, place, output, kept)
    read_article, plain_text = article_from(source, have, address=address)
    article = _dated(read_article, published)
    found = read(article)
    if not found.proposals:
        raise InputError(
            f"nothing in {source} reads as a promise", "give an article that says what will be done"
        )
    if kept is not None:
        _write(kept, plain_text)
    if as_json:
        print_json(_document(article, found, place))
        return
    drafted = to_yaml(article, found, register_id=register_id or _id_from(output), place=place or None)
    if output is None:
        typer.echo(drafted, nl=False)
    else:
        _write(output, drafted)
    if table or output is not None:
        _show(found)
    where = f" → {output}" if output else ""
    err().print(text(f"{_counts(found)}{where}"))


def _demand(register_id: str, place: str, *files: Path | None) -> None:
    from pipelines.reading.knowledge import gazetteer

    if register_id and not _ID.fullmatch(register_id):
        raise UsageError(f"{register_id!r} is no register id", "use small letters, digits and hyphens")
    if place and place not in set(gazetteer().names.values()):
        raise UsageError(f"the gazetteer knows no place {place!r}", "give an id such as jiangsu/suzhou")
    for file in files:
        if file is not None and file.exists():
            raise UsageError(f"{file} exists already", "give a new name, or move it away")


def _dated(article: "Article", published: str) -> "Article":
    from jiannuo.model.when import When

    given = day(published)
    return replace(article, published=When(given)) if given else article


def _id_from(output: Path | None) -> str:
    stem = output.stem.lower() if output else ""
    return stem if _ID.fullmatch(stem) else "draft"


def _write(file: Path, content: str) -> None:
    """Write a new file; one that appeared meanwhile is left alone."""
    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(content)
    except FileExistsError:
        raise UsageError(f"{file} exists already", "give a new name, or move it away") from None
    except OSError as problem:
        raise InputError(f"{file} cannot be written ({problem.strerror})", "check the folder") from None


def _counts(found: "Draft") -> str:
    figures = sum(len(one.figures) + len(one.baselines) for one in found.proposals)
    people = "、".join(speaker.name for speaker in found.speakers)
    return (
        f"承诺 {len(found.proposals)} 项，数字 {figures} 个，承诺人 {people} · "
        f"{len(found.proposals)} promises proposed; now edit, then `jiannuo register check`"
    )


def _show(found: "Draft") -> None:
    from rich.table import Table

    from pipelines.drafting.entries import display_name

    shown = Table("编号", "名称", "类型", "承诺人", "数字", "期限", "原文")
    for one in found.proposals:
        first = one.passages[0]
        figures = (figure.passage.text for figure in (*one.figures, *one.baselines))
        shown.add_row(
            one.id,
            text(display_name(one)),
            one.kind.value,
            text("、".join(speaker.name for speaker in one.speakers)),
            text("；".join(figures)),
            one.due.iso() if one.due else "",
            text(f"{first.paragraph}:{first.start}–{first.end} {first.text}"),
        )
    err().print(shown)


def _document(article: "Article", found: "Draft", place: str) -> dict[str, Any]:
    """The documented JSON: the proposals with their passages, verbatim and with offsets."""
    from dataclasses import asdict

    from pipelines.drafting.entries import commitments, is_label, promisors
    from pipelines.drafting.home import home_of
    from pipelines.drafting.writing import title_of

    proposals = []
    for one, entry in zip(found.proposals, commitments(found), strict=True):
        figures = [
            {
                "text": figure.passage.text,
                "value": figure.value,
                "unit": figure.unit,
                "comparator": figure.comparator.value,
                "period": figure.period or None,
                "kind": kind,
                "paragraph": figure.passage.paragraph,
                "start": figure.passage.start,
                "end": figure.passage.end,
            }
            for figure, kind in (
                *((each, "label" if is_label(each) else "aim") for each in one.figures),
                *((each, "fact") for each in one.baselines),
            )
        ]
        proposals.append({**entry, "passages": [asdict(at) for at in one.passages], "figures": figures})
    return {
        "title": title_of(article),
        "outlet": article.outlet or None,
        "published": article.published.iso() if article.published else None,
        "place": place or home_of(article),
        "promisors": promisors(found),
        "proposals": proposals,
    }
