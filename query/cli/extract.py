"""`jiannuo extract`: the article fields of a saved page, and which rule produced each."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiannuo.errors import InputError
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import out, print_json, text

if TYPE_CHECKING:
    from jiannuo.model.report import Report


def command(
    file: Annotated[Path, typer.Argument(help="网页文件 · a saved page")],
    url: Annotated[str, typer.Option(help="网页地址 · the page's address (chooses the outlet's rules)")] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """从网页提取报道 · Read a saved page as an article."""
    from crawler.extraction.extract import extract
    from crawler.outlets import outlets_of

    try:
        body = file.read_bytes()
    except OSError as problem:
        raise InputError(f"{file} cannot be read ({problem.strerror})", "check the path") from None
    have = opened(config)
    outlets = outlets_of(have.config)
    outlet = next((one for one in outlets.values() if url and one.is_article(url)), None)
    report = extract(body, url, outlet=outlet, now=have.clock.now(), relative=False)
    document = as_document(report)
    if as_json:
        print_json(document)
        return
    for field, value in document.items():
        out().print(text(f"{field}: {value}"))


def as_document(report: "Report") -> dict[str, Any]:
    """The documented JSON of an extracted article."""
    published = report.published
    return {
        "url": report.url,
        "title": report.title,
        "published_at": (published.moment.isoformat() if published.moment else published.iso())
        if published
        else None,
        "precision": published.precision.value if published else "unknown",
        "source": report.source,
        "author": list(report.authors),
        "editor": report.editor,
        "body": report.body,
        "origin": report.origin,
        "warnings": list(report.warnings),
    }
