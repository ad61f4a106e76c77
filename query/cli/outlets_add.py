"""`jiannuo outlets add`: a column's address in, an outlet file out, with what was understood and what is doubtful."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from jiannuo.errors import InputError, UsageError
from query.cli.opening import ConfigOption, JsonOption, Opened, opened
from query.cli.outlets_source import ATTENTION, SavedOption, pages_of
from query.cli.output import err, out, print_json, say, text

if TYPE_CHECKING:
    from crawler.discovery.draft import Draft

_SHOWN = 5


def command(
    url: Annotated[str, typer.Argument(help="一个栏目的地址 · the address of one column, list or feed")],
    name: Annotated[str, typer.Option(help="信源名，缺省由域名得出 · its name; default: from the host")] = "",
    folder: Annotated[
        Path | None, typer.Option(help="写到哪里 · where to write it; default: outlets beside config.yaml")
    ] = None,
    saved: SavedOption = None,
    dry_run: Annotated[bool, typer.Option(help="只看不写 · show it, write nothing")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """由一个栏目地址写出信源文件 · Work out how a column is built, and write its outlet file."""
    from crawler.discovery.draft import name_for
    from crawler.discovery.explore import explore

    if urlsplit(url).scheme not in ("http", "https"):
        raise UsageError(f"{url} is no web address", "begin it with http:// or https://")
    have = opened(config)
    file = _file(have, folder, name or name_for(url))
    if file.exists() and not dry_run:
        raise UsageError(f"{file} is there already", "choose another --name, or remove the file first")
    with pages_of(have, saved) as pages:
        draft = explore(url, pages, have.clock.now())
    draft.place = _place(have, draft.url)
    if not draft.usable:
        _refuse(draft, as_json)
    document = draft.document(file.stem)
    if not dry_run:
        _write(file, document)
    _tell(draft, file, document, dry_run, as_json)


def _file(have: Opened, folder: Path | None, name: str) -> Path:
    from crawler.outlets import OWN

    own = have.config.settings.outlets.folders
    chosen = folder or (have.config.path(own[-1]) if own else have.config.folder / OWN)
    return chosen / f"{name}.yaml"


def _write(file: Path, document: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as stream:
            stream.write(document)
    except OSError as problem:
        raise InputError(
            f"{file} cannot be written ({problem.strerror})", "choose another --folder"
        ) from None


def _place(have: Opened, url: str) -> str | None:
    """The register's home, where it counts the host among those that speak of home."""
    host = f".{(urlsplit(url).hostname or '').lower()}"
    local = any(host.endswith(f".{one}") for one in have.register.local_hosts)
    return have.register.place if local else None


def _refuse(draft: "Draft", as_json: bool) -> None:
    if as_json:
        print_json(_document(draft, "", ""))
    for doubt in draft.doubts:
        err().print(text(f"? {doubt}"), soft_wrap=True)
    raise InputError(
        f"{draft.url} was not understood as a column of reports",
        "name the page that lists them, or write the outlet file by hand (see the ones that ship)",
    )


def _tell(draft: "Draft", file: Path, document: str, dry_run: bool, as_json: bool) -> None:
    if as_json:
        print_json(_document(draft, document, "" if dry_run else str(file)))
    else:
        _show(draft)
        if dry_run:
            out().print(text(document), soft_wrap=True)
        else:
            say(f"写入 · written: {file}")
            say(
                f"接下来 · next: jiannuo outlets check {file.stem}，核实后 · then outlets.also: [{file.stem}]"
            )
    if draft.doubts:
        raise typer.Exit(ATTENTION)


def _show(draft: "Draft") -> None:
    way = draft.way
    say(f"方式 · way: {way['way']}  编码 · encoding: {draft.encoding}  网站 · site: {draft.site or '-'}")
    say(f"报道 · reports: {len(draft.links)}  地址 · address: {draft.pattern}")
    for link in draft.links[:_SHOWN]:
        say(f"  {link.day or '----------'} {link.title}  {link.url}")
    say(f"翻页 · paging: {draft.paging or '-'}")
    for rule, selectors in draft.selectors.items():
        say(f"选择器 · selector {rule}: {selectors[0]}")
    for sample in draft.samples[:1]:
        published = sample.published.iso() if sample.published else "-"
        say(f"样例 · sample: {sample.title} | {published} | {sample.source or '-'} | {len(sample.body)} 字")
        say(f"  {sample.body[:80]}")
    for doubt in draft.doubts:
        say(f"存疑 · doubt: {doubt}")


def _document(draft: "Draft", document: str, file: str) -> dict[str, Any]:
    from query.cli.extract import as_document

    links = [
        {"url": link.url, "title": link.title, "day": link.day and link.day.isoformat()}
        for link in draft.links
    ]
    return {
        "url": draft.url,
        "file": file or None,
        "way": draft.way,
        "article_url": draft.pattern,
        "encoding": draft.encoding,
        "paging": draft.paging,
        "selectors": draft.selectors,
        "links": links,
        "samples": [as_document(sample) for sample in draft.samples],
        "doubts": draft.doubts,
        "document": document,
    }
