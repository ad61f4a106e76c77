"""Outlet rules for a page, as its outlet file would have them: the selectors of what the general way found there."""

from datetime import UTC, datetime
from typing import Any

from crawler.extraction.container import container_of
from crawler.extraction.credit import PIECE, credited
from crawler.extraction.dates import read_date
from crawler.extraction.general import read_generally
from crawler.extraction.head import head_of
from crawler.extraction.page import OpenPage
from crawler.extraction.verdict import why_no_article
from crawler.outlet import Outlet, Selectors
from jiannuo.model.vocabulary import OutletLevel


def rules_for(text: str) -> Outlet | None:
    """An outlet with one selector a field; None where the page is no article or its text has no name."""
    page = OpenPage(text)
    found = read_generally(page)
    element = container_of(found.page, found.headline.block)
    article = why_no_article(page, found.body, found.around, found.headline.text) is None
    if element is None or not article or not (body := _selector(element)):
        return None
    head = list(head_of(found.page, found.headline.block, found.numbers).lines())
    now = datetime.now(UTC)
    dated = (block for block in head if read_date(" ".join(block.pieces), now, relative=False))
    labelled = (block for block in head if credited(PIECE.join(block.pieces)))
    headline = found.page.blocks[found.headline.block] if found.headline.block >= 0 else None
    fields = {"title": headline, "date": next(dated, None), "source": next(labelled, None)}
    selectors = {
        name: (_selector(block.home),) for name, block in fields.items() if block and _selector(block.home)
    }
    return Outlet(
        name="page",
        title="page",
        level=OutletLevel.MEDIA,
        hosts=("a.example",),
        selectors=Selectors(body=(body,), **selectors),
    )


def _selector(element: Any) -> str:
    """The element by its id, its class, or its tag when that is a heading; else by its parent's."""
    for attribute, sign in (("id", "#"), ("class", ".")):
        names = (element.get(attribute) or "").split()
        if names and all(
            name.replace("-", "").replace("_", "").isalnum() and not name[0].isdigit() for name in names
        ):
            return f"{element.tag}{sign}{sign.join(names)}"
    if element.tag in ("h1", "h2"):
        return str(element.tag)
    parent = element.getparent()
    above = _selector(parent) if parent is not None and parent.tag not in ("body", "html") else ""
    return f"{above} > {element.tag}" if above else ""
