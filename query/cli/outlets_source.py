"""Where `outlets add` and `outlets check` get their pages: the network under all rules, or a saved folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from crawler.fetched import Pages
    from query.cli.opening import Opened

SavedOption = Annotated[
    Path | None,
    typer.Option(
        help="用存好的网页 · a folder of saved pages: index.tsv (address, tab, file), or WARC files"
    ),
]
ATTENTION = 8


@contextmanager
def pages_of(have: "Opened", saved: Path | None) -> "Iterator[Pages]":
    """The saved pages when a folder is named, else the network through a fetching process."""
    if saved is not None:
        from query.pages.saved import SavedPages

        yield SavedPages(saved)
        return
    from query.pages.live import LivePages

    _ = have.store  # robots.txt and each host's pace are kept there, and the child expects today's schema
    crawl = have.config.settings.crawl
    with LivePages(have.config.file, crawl.timeout_seconds, crawl.delay_seconds) as live:
        yield live
