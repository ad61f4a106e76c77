"""`jiannuo extract`: the article fields of a page, saved or fetched, and which rule produced each."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jiannuo.errors import InputError
from query.cli.opening import ConfigOption, JsonOption, opened
from query.cli.output import out, print_json, text

if TYPE_CHECKING:
    from jiannuo.model.report import Report
    from query.cli.opening import Opened


def command(
    page: Annotated[
        str, typer.Argument(help="网页文件或网址 · a saved page, or its address", metavar="FILE|URL")
    ],
    url: Annotated[
        str,
        typer.Option(
            help="文件的原网址，用于选择信源规则 · where the file came from (chooses the outlet's rules)"
        ),
    ] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """从网页提取报道 · Read a page as an article."""
    from crawler.extraction.extract import extract
    from crawler.outlets import outlets_of

    have = opened(config)
    got = _fetched(page, have) if page.startswith(("http://", "https://")) else _saved(page, url)
    outlets = outlets_of(have.config)
    outlet = next((one for one in outlets.values() if got.url and one.is_article(got.url)), None)
    report = extract(
        got.body,
        got.url,
        outlet=outlet,
        now=have.clock.now(),
        content_type=got.content_type,
        relative=got.live,
    )
    document = as_document(report)
    if as_json:
        print_json(document)
        return
    for field, value in document.items():
        out().print(text(f"{field}: {value}"))


@dataclass(frozen=True, slots=True)
class _Got:
    """A page's bytes; ``live`` when it was fetched just now, so that 昨天 has a meaning."""

    url: str
    body: bytes
    content_type: str = ""
    live: bool = False


def _fetched(url: str, have: "Opened") -> _Got:
    from crawler.single import fetch_page

    page = fetch_page(url, have.config)
    return _Got(page.url, page.body, page.content_type, live=True)


def _saved(path: str, url: str) -> _Got:
    try:
        return _Got(url, Path(path).read_bytes())
    except OSError as problem:
        raise InputError(f"{path} cannot be read ({problem.strerror})", "check the path") from None


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
